import { expect } from 'vitest';
import type { IssuedCertificate } from '../src/contract/certificate-authority.ts';
import { type CaSubject, serialOf } from './ca-status-checks.ts';
import { testAlongside } from './test-alongside.ts';

/** What the caller keeps of a certificate, written with the authority's record of it. It may as well be ignored. */
export function alongsideChecks({ check, ca, person }: CaSubject): void {
  const statusOf = async (certificate: Uint8Array) => (await ca().status(serialOf(certificate))).status;

  check('has its caller’s part written once, with the certificate that it gives', async () => {
    const request = person();
    const given: { certificate: Uint8Array; written(): number }[] = [];
    const keep = ({ certificate }: IssuedCertificate) => {
      const { alongside, written } = testAlongside();
      given.push({ certificate, written });
      return alongside;
    };
    const first = await ca().issue(request, keep);
    expect(await ca().issue(request, keep)).toEqual(first);
    const written = given.filter((each) => each.written() > 0);
    expect(written.length).toBeLessThanOrEqual(1);
    for (const each of written) {
      expect(each.certificate).toEqual(first.certificate);
      expect(each.written()).toBe(1);
    }
    expect(await statusOf(first.certificate)).toBe('good');
  });

  check('keeps no record of a certificate whose caller’s part can not be written, nor gives it', async () => {
    const request = person();
    const refused: Uint8Array[] = [];
    const ignoring = await ca()
      .issue(request, ({ certificate }) => {
        refused.push(certificate);
        return testAlongside({ fails: true }).alongside;
      })
      .catch(() => undefined);
    if (ignoring) expect(await statusOf(ignoring.certificate)).toBe('good');
    else {
      expect(refused).not.toEqual([]);
      for (const certificate of refused) expect(await statusOf(certificate)).toBe('unknown');
    }
    const again = await ca().issue(request);
    expect(await statusOf(again.certificate)).toBe('good');
    if (ignoring) expect(again).toEqual(ignoring);
  });
}
