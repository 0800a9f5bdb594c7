import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Puts each case's file into a folder. @returns paths by the case's name */
export async function writeFiles(
  pdfs: Record<string, Uint8Array>,
  folder: string,
): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const paths: Record<string, string> = {};
  for (const [index, [name, pdf]] of Object.entries(pdfs).entries()) {
    const path = join(folder, `${index}.pdf`);
    await writeFile(path, pdf);
    paths[name] = path;
  }
  return paths;
}

/** The files that `writeFiles` wrote. */
export async function readFiles(paths: Record<string, string>): Promise<Record<string, Uint8Array>> {
  const pdfs: Record<string, Uint8Array> = {};
  for (const [name, path] of Object.entries(paths)) pdfs[name] = new Uint8Array(await readFile(path));
  return pdfs;
}
