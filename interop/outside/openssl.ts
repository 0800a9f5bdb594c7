import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedSignature } from '../chopmark/embedded-signatures.ts';
import { findTimestampToken, readAsn1, signatureValue } from './asn1.ts';
import { mustRun, type Outcome, run } from './run.ts';

/** A timestamp token and what it stamps. */
export type TokenFiles = { token: string; stamped: string };
/** A signature's parts as files for the `openssl` command. */
export type SignatureFiles = { cms: string; content: string; timestamp: TokenFiles | undefined };

export async function writeSignatureFiles(
  folder: string,
  name: string,
  { cms, content }: EmbeddedSignature,
): Promise<SignatureFiles> {
  const write = writing(folder, name);
  const files = { cms: await write('cms', cms), content: await write('content', content) };
  const elements = await readAsn1(files.cms);
  const token = findTimestampToken(elements);
  if (!token) return { ...files, timestamp: undefined };
  const value = signatureValue(elements);
  return {
    ...files,
    timestamp: {
      token: await write('tst', cms.subarray(token.start, token.end)),
      stamped: await write('value', cms.subarray(value.start, value.end)),
    },
  };
}

/** Of a document timestamp: its /Contents is the token. */
export async function writeTokenFiles(
  folder: string,
  name: string,
  { cms, content }: EmbeddedSignature,
): Promise<TokenFiles> {
  const write = writing(folder, name);
  return { token: await write('tst', cms), stamped: await write('content', content) };
}

const writing = (folder: string, name: string) => async (part: string, bytes: Uint8Array) => {
  const path = join(folder, `${name}.${part}`);
  await writeFile(path, bytes);
  return path;
};

/** Whether the CMS signs the content under this root. Certificates made for signing documents have no S/MIME purpose. */
export function verifyCms({ cms, content }: SignatureFiles, trust: string): Promise<Outcome> {
  const files = ['-in', cms, '-content', content, '-out', `${cms}.verified`];
  const options = ['-inform', 'DER', '-binary', '-CAfile', trust, '-purpose', 'any'];
  return run('openssl', ['cms', '-verify', ...options, ...files]);
}

/** Whether the token stamps these bytes under this root, with the TSA's certificate in it; now, or as of another moment. */
export function verifyTimestamp({ token, stamped }: TokenFiles, trust: string, at?: Date): Promise<Outcome> {
  const moment = at ? ['-attime', String(Math.floor(at.getTime() / 1000))] : [];
  const files = ['-in', token, '-token_in', '-data', stamped, '-CAfile', trust];
  return run('openssl', ['ts', '-verify', ...moment, ...files]);
}

/** The time a token says. */
export async function timeOfToken(token: string): Promise<Date> {
  const text = await mustRun('openssl', ['ts', '-reply', '-in', token, '-token_in', '-token_out', '-text']);
  return new Date(/^Time stamp: (.*)$/m.exec(text)?.[1] ?? '');
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

/** Paths, PEM: the signer's certificate, and all that came with the signature. */
export async function extractCertificates({ signedData, content }: SignedDataFiles) {
  const signer = `${signedData}.signer.pem`;
  const certificates = `${signedData}.certificates.pem`;
  await mustRun('openssl', [
    ...['cms', '-verify', '-noverify', '-binary', '-inform', 'DER', '-in', signedData],
    ...(content ? ['-content', content] : []),
    ...['-signer', signer, '-certsout', certificates, '-out', `${signedData}.verified`],
  ]);
  return { signer, certificates };
}

export type OcspQuestion = { certificate: string; issuer: string /* PEM */; trust: string };

/** Whether a stored response is the issuer's, or a responder's it certified, and says of the certificate that it is good. */
export function verifyOcspResponse(
  response: string,
  { certificate, issuer, trust }: OcspQuestion,
): Promise<Outcome> {
  return run('openssl', [
    'ocsp',
    '-respin',
    response,
    '-no_nonce',
    ...ocspOptions({ certificate, issuer, trust }),
  ]);
}

/** Asks a responder, with a nonce that it has to repeat. */
export function askOcsp(url: string, question: OcspQuestion): Promise<Outcome> {
  return run('openssl', ['ocsp', '-url', url, '-nonce', ...ocspOptions(question)]);
}

/** The answer alone may not stand for its own signer: `-verify_other` is where the issuer above a responder comes from. */
const ocspOptions = ({ certificate, issuer, trust }: OcspQuestion) => [
  ...['-issuer', issuer, '-cert', certificate, '-CAfile', trust, '-verify_other', issuer],
];

/** Both: the response verifies, and it says good. */
export const saysGood = ({ code, stdout, stderr }: Outcome) =>
  code === 0 && stderr.includes('Response verify OK') && /: good$/m.test(stdout) && !/WARNING/.test(stderr);

/** The address of the responder that a certificate names. */
export async function ocspUrlOf(certificate: string): Promise<string> {
  return (await mustRun('openssl', ['x509', '-in', certificate, '-noout', '-ocsp_uri'])).trim();
}

/** Serial number and the subject's and issuer's names, as openssl prints them. */
export async function namesOf(certificate: string) {
  const options = ['-noout', '-serial', '-subject', '-issuer', '-nameopt', 'RFC2253'];
  const said = await mustRun('openssl', ['x509', '-in', certificate, ...options]);
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(said)?.[1] ?? '';
  return { serial: value('serial'), subject: value('subject'), issuer: value('issuer') };
}

/** The name on a list, DER, as openssl prints it. */
export async function issuerOfCrl(crl: string): Promise<string> {
  const options = ['-inform', 'DER', '-noout', '-issuer', '-nameopt', 'RFC2253'];
  const said = await mustRun('openssl', ['crl', '-in', crl, ...options]);
  return /^issuer=(.*)$/m.exec(said)?.[1] ?? '';
}

/** Serial numbers that a stored response speaks about. */
export async function serialsIn(response: string): Promise<string[]> {
  const text = await mustRun('openssl', ['ocsp', '-respin', response, '-noverify', '-resp_text']);
  return [...text.matchAll(/^ *Serial Number: ([0-9A-F]+)$/gm)].map(([, serial]) => serial ?? '');
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
