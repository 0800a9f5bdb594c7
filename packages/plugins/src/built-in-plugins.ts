import { builtInCa } from './ca/built-in/built-in.ts';
import { libreofficeConversion } from './conversion/libreoffice/libreoffice.ts';
import { logEvidence } from './evidence/log/log.ts';
import { sandboxIdentity } from './identity/sandbox/sandbox.ts';
import { mailboxNotification } from './notification/mailbox/mailbox.ts';
import type { AnyPlugin } from './registry/registry.ts';
import { filesystemStorage } from './storage/filesystem/filesystem.ts';
import { builtInTimestamp } from './timestamp/built-in/built-in.ts';
import { rfc3161Timestamp } from './timestamp/rfc3161/rfc3161.ts';

/** At least one of each kind: with these alone an installation works. */
export const builtInPlugins: readonly AnyPlugin[] = [
  sandboxIdentity,
  builtInCa,
  builtInTimestamp,
  rfc3161Timestamp,
  filesystemStorage,
  mailboxNotification,
  libreofficeConversion,
  logEvidence,
];
