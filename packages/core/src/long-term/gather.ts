import { X509Certificate } from 'node:crypto';
import { describeCertificate, type ValidationData } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { rootCertificate, rootCrl } from '../platform/authority.ts';
import { crlsFor } from '../platform/issuing-crls.ts';

const MAX_FOREIGN = 20;
const CRL_BYTES = 20 * 1024 * 1024;
const CRL_MS = 15_000;

/**
 * What is known now of the revocation of these certificates (DER): fresh CRLs of our own authorities, and of others' from where
 * their certificates say they are. What cannot be had is left out; whether enough was found is for the verifier to say.
 */
export async function gatherRevocation(core: Core, certificates: Uint8Array[]): Promise<ValidationData> {
  const [own, root, foreign] = await Promise.all([
    crlsFor(core, certificates),
    rootCrlFor(core, certificates),
    foreignCrls(core, certificates),
  ]);
  return { certificates: [], crls: [...own, ...root, ...foreign], ocsps: [] };
}

async function rootCrlFor(core: Core, certificates: Uint8Array[]): Promise<Uint8Array[]> {
  const root = new X509Certificate(await rootCertificate(core));
  const speaksFor = certificates.some((der) => readable(() => new X509Certificate(der).checkIssued(root)));
  return speaksFor ? [await rootCrl(core)] : [];
}

async function foreignCrls(core: Core, certificates: Uint8Array[]): Promise<Uint8Array[]> {
  const urls = certificates
    .flatMap((der) => readable(() => describeCertificate(der).crlUrls) ?? [])
    .filter((url) => /^https?:\/\//.test(url) && !url.startsWith(`${core.publicUrl}/`));
  const found = await Promise.all([...new Set(urls)].slice(0, MAX_FOREIGN).map((url) => fetchCrl(core, url)));
  return found.filter((crl) => crl !== undefined);
}

async function fetchCrl(core: Core, url: string): Promise<Uint8Array | undefined> {
  try {
    const { status, body } = await core.providers.egress.request({
      url,
      timeoutMs: CRL_MS,
      maxBytes: CRL_BYTES,
    });
    if (status === 200) return body;
    core.log.warn({ url, status }, 'a CRL could not be fetched');
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? error.code : 'EGRESS_FAILED';
    core.log.warn({ url, code: cause }, 'a CRL could not be fetched');
  }
  return undefined;
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
