import { X509Certificate } from 'node:crypto';
import { describeCertificate, generateKeyPair } from '@chopmark/crypto';
import { expect } from 'vitest';
import type { RenewalRequest } from '../src/contract/certificate-authority.ts';
import { askOcsp, type CaSubject, serialOf } from './ca-status-checks.ts';

const keyOf = (certificate: Uint8Array) =>
  new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }).toString('hex');

/** A certificate that follows an earlier one. */
export function renewalChecks({ check, ca, person, keyAlgorithm }: CaSubject): void {
  const renewal = (certificate: Uint8Array, change: Partial<RenewalRequest> = {}): RenewalRequest => ({
    requestId: person().requestId,
    serialNumber: serialOf(certificate),
    validityDays: 730,
    ...change,
  });

  check(
    'renews for the same subject and key, under another serial number, and leaves the earlier one',
    async () => {
      const subject = { commonName: '示例科技', organization: '示例科技有限公司', country: 'CN' };
      const earlier = await ca().issue(person({ profile: 'enterprise', subject, email: 'a@example.com' }));
      const later = await ca().renew(renewal(earlier.certificate));
      const described = describeCertificate(later.certificate);
      expect(described.subject).toEqual(describeCertificate(earlier.certificate).subject);
      expect(described.serialNumber).not.toBe(serialOf(earlier.certificate));
      expect(keyOf(later.certificate)).toBe(keyOf(earlier.certificate));
      expect(new X509Certificate(later.certificate).subjectAltName).toContain('a@example.com');
      const days = (described.notAfter.getTime() - described.notBefore.getTime()) / 86_400_000;
      expect(Math.abs(days - 730)).toBeLessThanOrEqual(1);
      for (const issued of [earlier, later]) expect((await askOcsp(ca(), issued)).status).toBe('good');
    },
  );

  check('renews for another key', async () => {
    const { certificate } = await ca().issue(person());
    const { publicKey } = await generateKeyPair(keyAlgorithm);
    const later = await ca().renew(renewal(certificate, { publicKey }));
    expect(keyOf(later.certificate)).toBe(Buffer.from(publicKey).toString('hex'));
  });

  check('answers the same renewal with the same certificate, and refuses another under its ID', async () => {
    const { certificate } = await ca().issue(person());
    const request = renewal(certificate);
    const answers = await Promise.all([ca().renew(request), ca().renew(request)]);
    const again = await ca().renew({ ...request, serialNumber: request.serialNumber.toUpperCase() });
    expect([...answers, again].map((each) => serialOf(each.certificate))).toEqual(
      Array.from({ length: 3 }, () => serialOf(again.certificate)),
    );
    const other = await ca().issue(person());
    for (const change of [{ validityDays: 30 }, { serialNumber: serialOf(other.certificate) }]) {
      await expect(ca().renew({ ...request, ...change })).rejects.toMatchObject({
        code: 'CA_REQUEST_CONFLICT',
      });
    }
  });

  check('renews nothing that it has not issued, that was revoked, or that was for one event', async () => {
    const { certificate } = await ca().issue(person());
    const unknown = { code: 'CA_CERTIFICATE_UNKNOWN' };
    for (const serialNumber of ['0102030405060708090a0b0c0d0e0f10', 'no hex']) {
      await expect(ca().renew(renewal(certificate, { serialNumber }))).rejects.toMatchObject(unknown);
    }
    await ca().revoke({ serialNumber: serialOf(certificate), reason: 4, at: new Date() });
    await expect(ca().renew(renewal(certificate))).rejects.toMatchObject({ code: 'CA_CERTIFICATE_REVOKED' });
    const once = await ca().issue(person({ event: { contract: 'contract-3' } }));
    if (describeCertificate(once.certificate).event) {
      await expect(ca().renew(renewal(once.certificate))).rejects.toMatchObject({ code: 'CA_REQUEST' });
    }
  });

  check('renews for no impossible time and no unfit key', async () => {
    const { certificate } = await ca().issue(person());
    await expect(ca().renew(renewal(certificate, { validityDays: 0 }))).rejects.toMatchObject({
      code: 'CA_VALIDITY',
    });
    const publicKey = new Uint8Array([1, 2, 3]);
    await expect(ca().renew(renewal(certificate, { publicKey }))).rejects.toMatchObject({
      code: 'CA_REQUEST',
    });
  });
}
