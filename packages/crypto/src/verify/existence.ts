import { namesIssuer } from '../ocsp/cert-id.ts';
import { readCertificate, readCrl, readOcspResponse } from '../x509/read-once.ts';
import type { SecurityStore } from './security-store.ts';

/** A trusted document timestamp: everything up to the revision it covers existed at its time. */
export type Proof = { time: Date; revision: number };

type Input = { storeAt: (revision: number) => SecurityStore; latest: number; now: Date };

/**
 * Since when the file's CRLs and OCSP responses are proven to exist (EN 319 102-1 §5.6.2.3): one says nothing that is first seen
 * when the issuer's certificate has expired, since nobody answers for that key any more.
 */
export class Existence {
  readonly #input: Input;
  readonly #proofs: Proof[] = [];
  #firstSeen: Map<string, number> | undefined;

  constructor(input: Input) {
    this.#input = input;
  }

  add(proof: Proof): void {
    this.#proofs.push(proof);
  }

  /** Those CRLs whose issuer was still valid when they are proven to exist; `issuers` are certificates, DER. */
  usable(crls: Uint8Array[], issuers: Uint8Array[]): Uint8Array[] {
    const until = expiries(issuers);
    return crls.filter((der) => {
      const issuer = issuerOf(der);
      const expiry = issuer === undefined ? undefined : until.get(issuer);
      return expiry === undefined || expiry >= this.#provenAt(der);
    });
  }

  /** Those OCSP responses about certificates of issuers that were still valid when they are proven to exist. */
  usableAnswers(ocsps: Uint8Array[], issuers: Uint8Array[]): Uint8Array[] {
    if (ocsps.length === 0) return [];
    const authorities = issuers.flatMap((der) => readCertificate(der) ?? []);
    return ocsps.filter((der) => {
      const answer = readOcspResponse(der)?.basic;
      const until = authorities
        .filter((issuer) => answer?.singles.some(({ id }) => namesIssuer(id, issuer)))
        .map(({ notAfter }) => notAfter.getTime());
      return until.length === 0 || Math.max(...until) >= this.#provenAt(der).getTime();
    });
  }

  #provenAt(der: Uint8Array): Date {
    const seen = this.#seen().get(keyOf(der));
    const times = this.#proofs.flatMap(({ time, revision }) =>
      seen !== undefined && seen <= revision ? [time.getTime()] : [],
    );
    return new Date(Math.min(this.#input.now.getTime(), ...times));
  }

  /** The first revision whose store holds each CRL and OCSP response. */
  #seen(): Map<string, number> {
    if (this.#firstSeen) return this.#firstSeen;
    const seen = new Map<string, number>();
    for (let revision = 0; revision <= this.#input.latest; revision++) {
      const { all, related } = this.#input.storeAt(revision);
      for (const { crls, ocsps } of [all, ...related.values()]) {
        for (const der of [...crls, ...ocsps]) if (!seen.has(keyOf(der))) seen.set(keyOf(der), revision);
      }
    }
    this.#firstSeen = seen;
    return seen;
  }
}

const keyOf = (der: Uint8Array) => Buffer.from(der).toString('latin1');

/** The latest end of validity for each name that issues. */
function expiries(certificates: Uint8Array[]): Map<string, Date> {
  const latest = new Map<string, Date>();
  for (const der of certificates) {
    const certificate = readCertificate(der);
    if (certificate === undefined) continue;
    const { key } = certificate.subject;
    const known = latest.get(key);
    if (known === undefined || known < certificate.notAfter) latest.set(key, certificate.notAfter);
  }
  return latest;
}

const issuerOf = (der: Uint8Array) => readCrl(der)?.issuer.key;
