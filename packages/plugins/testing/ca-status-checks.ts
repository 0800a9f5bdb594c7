import { randomBytes } from 'node:crypto';
import {
  describeCertificate,
  describeOcspResponse,
  type KeyAlgorithm,
  type OcspAnswer,
  ocspRequest,
  readOcspResponse,
} from '@chopmark/crypto';
import { expect } from 'vitest';
import type {
  CertificateAuthority,
  IssuedCertificate,
  IssueRequest,
} from '../src/contract/certificate-authority.ts';
import { readCrl } from './crl.ts';

/** What the checks of an authority share. */
export type CaSubject = {
  check(name: string, run: () => Promise<void> | void): void;
  ca(): CertificateAuthority;
  /** A request of its own for a person, but for what is changed. */
  person(change?: Partial<IssueRequest>): IssueRequest;
  keyAlgorithm: KeyAlgorithm;
};

export const serialOf = (certificate: Uint8Array) => describeCertificate(certificate).serialNumber;

/** Asks the authority as a verifier would, and checks its answer as one. */
export async function askOcsp(
  ca: CertificateAuthority,
  { certificate, chain: [issuer = new Uint8Array()] }: IssuedCertificate,
): Promise<OcspAnswer> {
  const nonce = new Uint8Array(randomBytes(32));
  const response = await ca.ocsp(ocspRequest({ certificates: [{ certificate, issuer }], nonce }));
  return readOcspResponse({
    response,
    certificate,
    issuer,
    nonce,
    nonceCheck: 'require',
    now: new Date(),
    toleranceSeconds: 2,
  });
}

/** What a relying party can learn of a certificate: by status, by OCSP, by CRL, and all three the same. */
export function statusChecks({ check, ca, person, keyAlgorithm }: CaSubject): void {
  const unissued = '0102030405060708090a0b0c0d0e0f10';

  check('names its issuing CA first among its authorities', () => {
    const [first] = ca().authorities();
    expect(first).toEqual(ca().chain()[0]);
    expect(describeCertificate(first ?? new Uint8Array()).isCa).toBe(true);
  });

  check('says good of what it issued, unknown of anything else', async () => {
    const { certificate } = await ca().issue(person());
    const serialNumber = serialOf(certificate);
    expect(await ca().status(serialNumber)).toEqual({ status: 'good' });
    expect(await ca().status(serialNumber.toUpperCase())).toEqual({ status: 'good' });
    for (const other of [unissued, '', 'no hex', '../revoked', '0'.repeat(80)]) {
      expect(await ca().status(other)).toEqual({ status: 'unknown' });
    }
  });

  check('answers OCSP requests with a fresh signed answer that repeats the nonce', async () => {
    const issued = await ca().issue(person());
    const { notBefore } = describeCertificate(issued.certificate);
    const answer = await askOcsp(ca(), issued);
    expect(answer).toMatchObject({ status: 'good', nonceMatched: true });
    expect(answer.thisUpdate.getTime()).toBeGreaterThanOrEqual(notBefore.getTime());
    expect(answer.nextUpdate?.getTime()).toBeGreaterThan(Date.now());
  });

  check('signs no OCSP answer beyond the life of the responder', async () => {
    const { responder, nextUpdate = new Date(0) } = await askOcsp(ca(), await ca().issue(person()));
    expect(nextUpdate.getTime()).toBeLessThanOrEqual(describeCertificate(responder).notAfter.getTime());
  });

  check('answers OCSP requests without a nonce, over SHA-1 and SHA-256', async () => {
    const { certificate, chain } = await ca().issue(person());
    const [issuer = new Uint8Array()] = chain;
    for (const digestAlgorithm of ['SHA-1', 'SHA-256'] as const) {
      const request = ocspRequest({ certificates: [{ certificate, issuer }], digestAlgorithm });
      const response = await ca().ocsp(request);
      expect(describeOcspResponse(response)?.hasNonce).toBe(false);
      expect(readOcspResponse({ response, certificate, issuer, now: new Date() }).status).toBe('good');
    }
  });

  check('says unknown by OCSP of what it never issued', async () => {
    const [issuer = new Uint8Array()] = ca().authorities();
    const { certificate } = await ca().issue(person());
    const request = Buffer.from(ocspRequest({ certificates: [{ certificate, issuer }] }));
    const serial = Buffer.from(serialOf(certificate), 'hex');
    const at = request.indexOf(serial);
    request[at + serial.length - 1] = (serial.at(-1) ?? 0) ^ 1;
    const response = await ca().ocsp(new Uint8Array(request));
    expect(describeOcspResponse(response)?.statuses).toEqual(['unknown']);
  });

  check('tells a revocation by status, OCSP and CRL alike, from the moment it returned', async () => {
    const issued = await ca().issue(person());
    const serialNumber = serialOf(issued.certificate);
    const at = new Date(Math.floor(Date.now() / 1000) * 1000);
    await ca().revoke({ serialNumber, reason: 3, at });
    expect(await ca().status(serialNumber)).toEqual({ status: 'revoked', reason: 3, at });
    expect(await askOcsp(ca(), issued)).toMatchObject({ status: 'revoked', reason: 3, revokedAt: at });
    const entry = readCrl(await ca().crl()).revoked.find((each) => each.serialNumber === serialNumber);
    expect(entry).toMatchObject({ reason: 3, revokedAt: at });
  });

  check('answers what is no OCSP request, or for another CA, with an error status', async () => {
    const malformed = Uint8Array.of(0x30, 3, 0x0a, 1, 1);
    const unauthorized = Uint8Array.of(0x30, 3, 0x0a, 1, 6);
    for (const request of [new Uint8Array(), new Uint8Array(randomBytes(60)), new Uint8Array(100_000)]) {
      expect(await ca().ocsp(request)).toEqual(malformed);
    }
    const [issuing = new Uint8Array(), ...above] = ca().chain();
    const root = above.at(-1) ?? issuing;
    expect(await ca().ocsp(ocspRequest({ certificates: [{ certificate: issuing, issuer: root }] }))).toEqual(
      unauthorized,
    );
  });

  check('refuses a CRL of an authority that is not its own', async () => {
    const stranger = ca().chain().at(-1) ?? new Uint8Array();
    await expect(ca().crl(stranger)).rejects.toMatchObject({ code: 'CA_AUTHORITY_UNKNOWN' });
    const [own = new Uint8Array()] = ca().authorities();
    expect(readCrl(await ca().crl(own)).number).toBeGreaterThan(readCrl(await ca().crl()).number - 2n);
  });

  check('writes the event into a one-time certificate, if it can, and tells two events apart', async () => {
    const event = { contract: 'contract-1', evidence: new Uint8Array(32).fill(1) };
    const request = person({ event });
    const { certificate } = await ca().issue(request);
    const described = describeCertificate(certificate);
    if (described.event) expect(described.event).toEqual(event);
    expect(described.subject.commonName).toBe('李明');
    expect(await ca().issue(request)).toMatchObject({ certificate });
    for (const other of [{ ...event, contract: 'contract-2' }, { contract: event.contract }]) {
      await expect(ca().issue({ ...request, event: other })).rejects.toMatchObject({
        code: 'CA_REQUEST_CONFLICT',
      });
    }
    expect(described.publicKeyAlgorithm).toBe(keyAlgorithm);
  });
}
