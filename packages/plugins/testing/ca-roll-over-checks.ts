import {
  describeCertificate,
  describeOcspResponse,
  isIssuedBy,
  ocspRequest,
  verifyChain,
} from '@chopmark/crypto';
import { expect } from 'vitest';
import type { CertificateAuthority, IssuedCertificate } from '../src/contract/certificate-authority.ts';
import { askOcsp, type CaSubject, serialOf } from './ca-status-checks.ts';
import { isSignedBy, readCrl } from './crl.ts';

/** What another issuing CA must leave as it was, and what must come from it. */
export function rollOverChecks(
  { check, ca, person }: CaSubject,
  rollOver: () => Promise<CertificateAuthority>,
): void {
  let after: Promise<CertificateAuthority> | undefined;
  const rolledOver = () => {
    after ??= rollOver();
    return after;
  };
  const listed = async (authority: CertificateAuthority, issuer?: Uint8Array) =>
    readCrl(await authority.crl(issuer)).revoked.map(({ serialNumber }) => serialNumber);

  check('issues by another CA after a roll-over, and speaks for both', async () => {
    const [before] = ca().authorities();
    const next = await rolledOver();
    const authorities = next.authorities();
    expect(authorities.length).toBeGreaterThan(1);
    expect(authorities).toContainEqual(before);
    expect(authorities[0]).not.toEqual(before);
    expect(next.chain()[0]).toEqual(authorities[0]);
    const { certificate, chain } = await next.issue(person());
    expect(isIssuedBy(certificate, authorities[0] ?? new Uint8Array())).toBe(true);
    expect(chain).toEqual(next.chain());
  });

  check('keeps earlier certificates verifiable after a roll-over: status, OCSP, CRL', async () => {
    const early = await ca().issue(person());
    const next = await rolledOver();
    expect(await next.status(serialOf(early.certificate))).toEqual({ status: 'good' });
    expect((await askOcsp(next, early)).status).toBe('good');
    expect(await trustIn(early, await next.crl(early.chain[0]))).toMatchObject({ status: 'trusted' });
    expect((await askOcsp(next, await next.issue(person()))).status).toBe('good');
  });

  check('signs the CRL of each of its authorities with its own key, and numbers them upwards', async () => {
    const next = await rolledOver();
    let last = -1n;
    for (const issuer of next.authorities()) {
      const der = await next.crl(issuer);
      expect(isSignedBy(der, issuer)).toBe(true);
      expect(readCrl(der).number).toBeGreaterThan(last);
      last = readCrl(der).number;
    }
  });

  check('revokes earlier certificates after a roll-over, on the list of who issued them alone', async () => {
    const [before, early] = [await ca().issue(person()), await ca().issue(person())];
    await ca().revoke({ serialNumber: serialOf(before.certificate), reason: 4, at: new Date() });
    const next = await rolledOver();
    const late = await next.issue(person());
    for (const { certificate } of [early, late]) {
      await next.revoke({ serialNumber: serialOf(certificate), reason: 5, at: new Date() });
    }
    const [newest, ...earlier] = next.authorities();
    const onNew = await listed(next, newest);
    const onOld = (await Promise.all(earlier.map((issuer) => listed(next, issuer)))).flat();
    expect(onNew).toContain(serialOf(late.certificate));
    expect(onOld).toEqual(
      expect.arrayContaining([serialOf(before.certificate), serialOf(early.certificate)]),
    );
    expect(onNew.filter((serial) => onOld.includes(serial))).toEqual([]);
    for (const issued of [before, early, late]) {
      expect((await askOcsp(next, issued)).status).toBe('revoked');
    }
  });

  check('does not speak by one authority for the certificates of another', async () => {
    const early = await ca().issue(person());
    const next = await rolledOver();
    const [newest = new Uint8Array()] = next.authorities();
    // Somebody who takes the new CA for the issuer of an early certificate learns nothing.
    const request = ocspRequest({
      certificates: [{ certificate: (await next.issue(person())).certificate, issuer: newest }],
    });
    const serial = Buffer.from(serialOf(early.certificate), 'hex');
    const other = Buffer.from(request);
    other.set(serial, other.length - serial.length);
    const response = await next.ocsp(new Uint8Array(other));
    expect(describeOcspResponse(response)?.statuses).toEqual(['unknown']);
  });

  check(
    'answers a request of before a roll-over as before, and renews by the CA that issues now',
    async () => {
      const request = person();
      const early = await ca().issue(request);
      const next = await rolledOver();
      expect(await next.issue(request)).toEqual(early);
      const renewed = await next.renew({
        requestId: person().requestId,
        serialNumber: serialOf(early.certificate),
        validityDays: 100,
      });
      expect(renewed.chain).toEqual(next.chain());
      expect(describeCertificate(renewed.certificate).subject.commonName).toBe('李明');
    },
  );
}

async function trustIn({ certificate, chain }: IssuedCertificate, crl: Uint8Array) {
  const root = chain.at(-1);
  return verifyChain({
    leaf: certificate,
    intermediates: chain,
    trust: root ? [root] : [],
    crls: [crl],
    at: new Date(Date.now() + 1000),
    purpose: 'document-signing',
  });
}
