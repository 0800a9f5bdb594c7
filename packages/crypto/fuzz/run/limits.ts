/** Processor time that one input may take. */
export const DEADLINE_SECONDS = 5;
/** By the clock, which on a busy machine runs ahead of the processor's time: then the process is stopped. */
export const PATIENCE_SECONDS = 25;
/** What a process may hold at most; some 200 MB are its own. */
export const MAX_MEMORY = 900 * 1024 * 1024;
/** Of that, JavaScript's own values. */
export const MAX_HEAP_MB = 600;
