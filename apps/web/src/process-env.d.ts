/**
 * Next.js declares NODE_ENV as always present, so that no package it type-checks along could start a process with an
 * environment of its own making. Here it may be absent, as it may be in truth.
 */
declare namespace NodeJS {
  interface ProcessEnv {
    readonly NODE_ENV?: 'development' | 'production' | 'test';
  }
}
