import {
  type CertificateDescription,
  describeCertificate,
  isCrl,
  isIssuedBy,
  ocspRequest,
  readOcspResponse,
  type ValidationData,
} from '@chopmark/crypto';
import type { Core } from '../context.ts';

/** Addresses asked for one collection. */
const MAX_ADDRESSES = 20;
const CRL_BYTES = 20 * 1024 * 1024;
const OCSP_BYTES = 256 * 1024;
const TIMEOUT_MS = 15_000;

type Foreign = { der: Uint8Array; described: CertificateDescription };

/**
 * What others' authorities publish now about certificates (DER) of theirs: CRLs and OCSP answers, from where the certificates
 * say they are. Only the issuers among `known` can be asked by OCSP. What cannot be had, or isn't an answer, is left out.
 */
export async function gatherForeign(
  core: Core,
  certificates: Uint8Array[],
  known: Uint8Array[],
): Promise<ValidationData> {
  const foreign = certificates.flatMap((der) => readable(der) ?? []);
  const crls = await foreignCrls(core, foreign);
  return { certificates: [], crls, ocsps: await foreignAnswers(core, { foreign, known, crls }) };
}

async function foreignCrls(core: Core, foreign: Foreign[]): Promise<Uint8Array[]> {
  const urls = new Set(foreign.flatMap(({ described }) => elsewhere(core, described.crlUrls)));
  const found = await Promise.all(
    [...urls].slice(0, MAX_ADDRESSES).map((url) => fetched(core, 'CRL', { url, maxBytes: CRL_BYTES })),
  );
  return found.filter((crl) => crl !== undefined).filter(isCrl);
}

type Asking = { foreign: Foreign[]; known: Uint8Array[]; crls: Uint8Array[] };

async function foreignAnswers(core: Core, { foreign, known, crls }: Asking): Promise<Uint8Array[]> {
  const questions = foreign.flatMap(({ der, described }) => {
    const [url] = elsewhere(core, described.ocspUrls);
    const issuer = url && known.find((each) => isIssuedBy(der, each));
    return url && issuer ? [{ url, certificate: der, issuer }] : [];
  });
  const answers = await Promise.all(
    questions.slice(0, MAX_ADDRESSES).map(async ({ url, certificate, issuer }) => {
      const response = await fetched(core, 'OCSP answer', {
        url,
        method: 'POST',
        headers: { 'Content-Type': 'application/ocsp-request' },
        // Without a nonce: many responders have their answers made in advance (RFC 5019 §2.1.1).
        body: ocspRequest({ certificates: [{ certificate, issuer }] }),
        maxBytes: OCSP_BYTES,
      });
      if (response === undefined) return undefined;
      return isAnswer(core, url, { response, certificate, issuer, crls }) ? response : undefined;
    }),
  );
  return answers.filter((answer) => answer !== undefined);
}

type Answer = { response: Uint8Array; certificate: Uint8Array; issuer: Uint8Array; crls: Uint8Array[] };

function isAnswer(core: Core, url: string, answer: Answer): boolean {
  try {
    readOcspResponse({ ...answer, now: core.now() });
    return true;
  } catch (error) {
    core.log.warn({ url, code: codeOf(error) }, 'an OCSP answer is none');
    return false;
  }
}

type Request = Parameters<Core['providers']['egress']['request']>[0];

async function fetched(
  core: Core,
  what: string,
  request: Omit<Request, 'timeoutMs'>,
): Promise<Uint8Array | undefined> {
  const { url } = request;
  try {
    const { status, body } = await core.providers.egress.request({ ...request, timeoutMs: TIMEOUT_MS });
    if (status === 200) return body;
    core.log.warn({ url, status }, `a foreign ${what} could not be fetched`);
  } catch (error) {
    core.log.warn({ url, code: codeOf(error) }, `a foreign ${what} could not be fetched`);
  }
  return undefined;
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : 'EGRESS_FAILED');

/** Our own authorities are asked without the network. */
const elsewhere = (core: Core, urls: string[]) =>
  urls.filter((url) => /^https?:\/\//.test(url) && !url.startsWith(`${core.publicUrl}/`));

function readable(der: Uint8Array): Foreign | undefined {
  try {
    return { der, described: describeCertificate(der) };
  } catch {
    return undefined;
  }
}
