import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedSignature } from '../chopmark/embedded-signatures.ts';
import { readAsn1, signatureValue, timestampToken } from './asn1.ts';
import { mustRun, type Outcome, run } from './run.ts';

/** One signature's parts as files for the `openssl` command. */
export type SignatureFiles = { cms: string; content: string; token: string; value: string };

export async function writeSignatureFiles(
  folder: string,
  name: string,
  signature: EmbeddedSignature,
): Promise<SignatureFiles> {
  const write = async (part: string, bytes: Uint8Array) => {
    const path = join(folder, `${name}.${part}`);
    await writeFile(path, bytes);
    return path;
  };
  const cms = await write('cms', signature.cms);
  const elements = await readAsn1(cms);
  const token = timestampToken(elements);
  const value = signatureValue(elements);
  return {
    cms,
    content: await write('content', signature.content),
    token: await write('tst', signature.cms.subarray(token.start, token.end)),
    value: await write('value', signature.cms.subarray(value.start, value.end)),
  };
}

/** Whether the CMS signs the content under this root. Certificates made for signing documents have no S/MIME purpose. */
export function verifyCms({ cms, content }: SignatureFiles, trust: string): Promise<Outcome> {
  const files = ['-in', cms, '-content', content, '-out', `${cms}.verified`];
  const options = ['-inform', 'DER', '-binary', '-CAfile', trust, '-purpose', 'any'];
  return run('openssl', ['cms', '-verify', ...options, ...files]);
}

/** Whether the token stamps this signature value under this root, with the TSA's certificate in it. */
export function verifyTimestamp({ token, value }: SignatureFiles, trust: string): Promise<Outcome> {
  return run('openssl', ['ts', '-verify', '-in', token, '-token_in', '-data', value, '-CAfile', trust]);
}

/** The revocation lists in PEM, which `openssl verify` wants. */
export async function crlsInPem(folder: string, crls: string[]): Promise<string> {
  const pem = await Promise.all(crls.map((crl) => mustRun('openssl', ['crl', '-inform', 'DER', '-in', crl])));
  const path = join(folder, 'crls.pem');
  await writeFile(path, pem.join(''));
  return path;
}

/** Signed data and, when it isn't inside, the content it signs. */
export type SignedDataFiles = { signedData: string; content?: string };
type ChainInput = SignedDataFiles & { trust: string; crls: string; purpose: 'any' | 'timestampsign' };

/** Whether the signer's chain ends at this root with no certificate of it revoked, by the strict rules of RFC 5280. */
export async function verifySignerChain({ trust, crls, purpose, ...files }: ChainInput): Promise<Outcome> {
  const { signer, certificates } = await extractCertificates(files);
  const options = ['-x509_strict', '-crl_check_all', '-purpose', purpose];
  const given = ['-CAfile', trust, '-untrusted', certificates, '-CRLfile', crls, signer];
  return run('openssl', ['verify', ...options, ...given]);
}

async function extractCertificates({ signedData, content }: SignedDataFiles) {
  const signer = `${signedData}.signer.pem`;
  const certificates = `${signedData}.certificates.pem`;
  await mustRun('openssl', [
    ...['cms', '-verify', '-noverify', '-binary', '-inform', 'DER', '-in', signedData],
    ...(content ? ['-content', content] : []),
    ...['-signer', signer, '-certsout', certificates, '-out', `${signedData}.verified`],
  ]);
  return { signer, certificates };
}

/** A root nobody here was certified by. */
export async function makeUnrelatedRoot(folder: string): Promise<string> {
  const path = join(folder, 'unrelated-root.pem');
  await mustRun('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'],
    ...['-subj', '/CN=Unrelated Root', '-keyout', join(folder, 'unrelated-root.key'), '-out', path],
  ]);
  return path;
}
