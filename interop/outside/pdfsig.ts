import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun, run } from './run.ts';

export type PdfsigSignature = {
  signer: string;
  type: string;
  valid: boolean;
  trusted: boolean;
  wholeDocument: boolean;
};

/** A folder with an NSS database that trusts these roots. */
export async function makeNssDatabase(place: string, ...roots: string[]): Promise<string> {
  const folder = await mkdtemp(join(place, 'nss-'));
  await mustRun('certutil', ['-N', '-d', `sql:${folder}`, '--empty-password']);
  for (const [index, root] of roots.entries()) {
    await mustRun('certutil', [
      '-A',
      '-d',
      `sql:${folder}`,
      '-n',
      `root-${index}`,
      '-t',
      'C,C,C',
      '-i',
      root,
    ]);
  }
  return folder;
}

/** In the order of the fields. Without a database no certificate is judged. A file it can't read has no signatures. */
export async function askPdfsig(file: string, nssDatabase?: string): Promise<PdfsigSignature[]> {
  const certificates = nssDatabase ? ['-nssdir', `sql:${nssDatabase}`, '-no-ocsp'] : ['-nocert'];
  const { stdout } = await run('pdfsig', [...certificates, file]);
  return stdout
    .split(/^Signature #\d+:$/m)
    .slice(1)
    .map((block) => ({
      signer: /Signer Certificate Common Name: (.*)/.exec(block)?.[1] ?? '',
      type: /Signature Type: (.*)/.exec(block)?.[1] ?? '',
      valid: block.includes('Signature Validation: Signature is Valid.'),
      trusted: block.includes('Certificate Validation: Certificate is Trusted.'),
      wholeDocument: /^ +- Total document signed$/m.test(block),
    }));
}
