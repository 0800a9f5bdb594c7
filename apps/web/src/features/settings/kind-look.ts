import {
  Archive,
  BellRing,
  FileCog,
  Fingerprint,
  HardDrive,
  Landmark,
  type LucideIcon,
  Timer,
} from 'lucide-react';
import type { ProviderKind } from './settings-types.ts';

export const kindIcons: Record<ProviderKind['kind'], LucideIcon> = {
  identity: Fingerprint,
  ca: Landmark,
  timestamp: Timer,
  storage: HardDrive,
  notification: BellRing,
  conversion: FileCog,
  evidence: Archive,
};
