import { env } from './env.ts';

/** Is the sandbox mailbox open to everyone, as in a demonstration? */
export function mailboxIsOpen(): boolean {
  return env().CHOPMARK_MAILBOX === 'open';
}

/** May this person look into the sandbox mailbox? */
export function mayReadMailbox(person: { operator: boolean } | null): boolean {
  return mailboxIsOpen() || (person?.operator ?? false);
}
