import {
  FileQuestion,
  type LucideIcon,
  ShieldAlert,
  ShieldCheck,
  ShieldQuestion,
  ShieldX,
} from 'lucide-react';
import type { Conclusion } from './report.ts';

/** Green, amber, red: never by colour alone, always with an icon and words. */
export const conclusionLooks: Record<Conclusion, { icon: LucideIcon; box: string; text: string }> = {
  good: { icon: ShieldCheck, box: 'border-success bg-success-wash', text: 'text-success' },
  unconfirmed: { icon: ShieldQuestion, box: 'border-warning bg-warning-wash', text: 'text-warning' },
  unsigned: { icon: FileQuestion, box: 'border-warning bg-warning-wash', text: 'text-warning' },
  modified: { icon: ShieldAlert, box: 'border-danger bg-danger-wash', text: 'text-danger' },
  invalid: { icon: ShieldX, box: 'border-danger bg-danger-wash', text: 'text-danger' },
};
