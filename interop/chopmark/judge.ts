import { readFile } from 'node:fs/promises';
import { pemDecode, type VerificationReport, verifyPdf } from '@chopmark/crypto';

/** What `npm run verify` says, without starting a process for each file. */
export async function judge(
  file: string,
  trust: string[],
  crls: string[] = [],
  now = new Date(),
): Promise<VerificationReport> {
  const read = async (path: string) => new Uint8Array(await readFile(path));
  const roots = await Promise.all(trust.map((path) => readFile(path, 'latin1')));
  return verifyPdf({
    pdf: await read(file),
    trust: roots.flatMap((pem) => pemDecode(pem)),
    crls: await Promise.all(crls.map(read)),
    now,
  });
}

/** Without those of document timestamps. */
export const signaturesOf = ({ signatures }: VerificationReport) =>
  signatures.filter(({ level }) => level !== 'timestamp');
