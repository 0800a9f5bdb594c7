import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

const places = [
  '/usr/bin/soffice',
  '/usr/local/bin/soffice',
  '/usr/lib/libreoffice/program/soffice',
  '/usr/lib64/libreoffice/program/soffice',
  '/opt/libreoffice/program/soffice',
  '/snap/bin/libreoffice',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
  'C:\\Program Files\\LibreOffice\\program\\soffice.exe',
];

/** The configured program, or LibreOffice where it usually is or on the search path; undefined if there is none. */
export async function findSoffice(configured: string | undefined): Promise<string | undefined> {
  for (const path of configured === undefined ? places : [configured]) {
    if (await isExecutable(path)) return path;
  }
  return configured === undefined ? onSearchPath() : undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function onSearchPath(): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const search = promisify(execFile)('/bin/sh', ['-c', 'command -v soffice || command -v libreoffice']);
  // Exit code 127 is the shell's way to say that there is none.
  const found = await search.then(({ stdout }) => stdout.trim()).catch(() => '');
  return found.startsWith('/') ? found : undefined;
}
