import type { Core } from '../../context.ts';

/** What work on keys needs of a core; a command that only tends keys holds no more. */
export type KeyWork = Pick<Core, 'db' | 'keys' | 'log' | 'now'>;
