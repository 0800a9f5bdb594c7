import {
  FileLock,
  FileQuestion,
  FileX,
  type LucideIcon,
  ShieldAlert,
  ShieldCheck,
  ShieldQuestion,
  ShieldX,
} from 'lucide-react';
import type { Conclusion } from './report.ts';

const success = { box: 'border-success bg-success-wash', text: 'text-success' };
const warning = { box: 'border-warning bg-warning-wash', text: 'text-warning' };
const danger = { box: 'border-danger bg-danger-wash', text: 'text-danger' };

/** Green, amber, red: never by colour alone, always with an icon and words. */
export const conclusionLooks: Record<Conclusion, { icon: LucideIcon; box: string; text: string }> = {
  good: { icon: ShieldCheck, ...success },
  unconfirmed: { icon: ShieldQuestion, ...warning },
  unsigned: { icon: FileQuestion, ...warning },
  notPdf: { icon: FileQuestion, ...warning },
  encrypted: { icon: FileLock, ...warning },
  tooLarge: { icon: FileQuestion, ...warning },
  damaged: { icon: FileX, ...danger },
  modified: { icon: ShieldAlert, ...danger },
  invalid: { icon: ShieldX, ...danger },
};
