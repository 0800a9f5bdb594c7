// Writes the Prisma client into src/generated, unless it was made from this very schema by this very release.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const packageDir = join(import.meta.dirname, '..');
const schemaFile = join(packageDir, 'prisma', 'schema.prisma');
const output = join(packageDir, 'src', 'generated');
const stampFile = join(output, '.made-from');

const prismaPackage = createRequire(import.meta.url).resolve('prisma/package.json');
const stamp = createHash('sha256')
  .update(readFileSync(schemaFile))
  .update(readFileSync(prismaPackage))
  .digest('hex');

if (readStamp() === stamp) {
  console.log('Prisma client is up to date.');
} else {
  generate();
  console.log('Prisma client generated.');
}

function generate(): void {
  rmSync(output, { recursive: true, force: true });
  const cli = join(dirname(prismaPackage), 'build', 'index.js');
  execFileSync(process.execPath, [cli, 'generate', '--schema', schemaFile], {
    cwd: packageDir,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      // Generating needs no schema engine, and its download is not served everywhere: any existing file will do.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  writeFileSync(stampFile, stamp);
}

function readStamp(): string | undefined {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}
