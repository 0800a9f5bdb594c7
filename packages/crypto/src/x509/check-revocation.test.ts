import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  boolean,
  generalizedTime,
  objectIdentifier,
  octetString,
  sequence,
  tagged,
  taggedPrimitive,
} from '../asn1/encode.ts';
import { crlWithExtension } from '../testing/crl-with-extension.ts';
import {
  crlOf,
  daysFromNow,
  type Holder,
  issue,
  type SampleChain,
  sampleChain,
  serialOf,
} from '../testing/sample-chain.ts';
import { verifySampleChain } from '../testing/verify-sample-chain.ts';
import type { ChainInput, ChainResult } from './chain-types.ts';

let chain: SampleChain;
let rootCrl: Uint8Array;
let issuingCrl: Uint8Array;
beforeAll(async () => {
  chain = await sampleChain();
  rootCrl = await crlOf(chain.root);
  issuingCrl = await crlOf(chain.issuing);
});

const verify = (overrides: Partial<ChainInput> = {}): ChainResult =>
  verifySampleChain(chain, [rootCrl, issuingCrl], overrides);

describe('revocation (§6.3)', () => {
  const entry = (holder: Holder, days: number, reason?: number) => ({
    serialNumber: serialOf(holder.certificate),
    revokedAt: daysFromNow(days),
    ...(reason !== undefined && { reason }),
  });

  test('without a CRL for each authority the chain is trusted with a remark', () => {
    for (const crls of [[], [rootCrl], [issuingCrl], [randomBytes(90), issuingCrl]]) {
      expect(verify({ crls })).toMatchObject({ status: 'trusted', reasons: ['REVOCATION_UNKNOWN'] });
    }
  });

  test('revoked before signing is untrusted, after signing trusted', async () => {
    const before = await crlOf(chain.issuing, [entry(chain.signer, -0.5)]);
    expect(verify({ crls: [rootCrl, before] })).toMatchObject({ status: 'untrusted', reasons: ['REVOKED'] });
    const after = await crlOf(chain.issuing, [entry(chain.signer, 0.5, 1)]);
    expect(verify({ crls: [rootCrl, after] })).toMatchObject({ status: 'trusted', reasons: [] });
  });

  test('a revoked authority takes its signers with it', async () => {
    const crl = await crlOf(chain.root, [entry(chain.issuing, -0.5, 2)]);
    expect(verify({ crls: [crl, issuingCrl] }).reasons).toEqual(['REVOKED']);
  });

  test('a revocation counts even beside a clean CRL', async () => {
    const revoked = await crlOf(chain.issuing, [entry(chain.signer, -0.5)]);
    expect(verify({ crls: [rootCrl, issuingCrl, revoked] }).status).toBe('untrusted');
  });

  test("a CRL signed by another key, or with another issuer's name, says nothing", async () => {
    const foreign = await issue('root', 'self', {
      subject: { commonName: 'Sample Issuing CA', country: 'CN' },
    });
    const forged = await crlOf(foreign, [entry(chain.signer, -0.5)]);
    expect(verify({ crls: [rootCrl, issuingCrl, forged] })).toMatchObject({ status: 'trusted', reasons: [] });
    const changed = issuingCrl.with(-1, (issuingCrl.at(-1) ?? 0) ^ 1);
    expect(verify({ crls: [rootCrl, changed] }).reasons).toEqual(['REVOCATION_UNKNOWN']);
  });

  test('a CRL that ended before signing does not show a certificate good, yet what it lists is revoked', async () => {
    const at = daysFromNow(30);
    expect(verify({ at }).reasons).toEqual(['REVOCATION_UNKNOWN']);
    const listed = await crlOf(chain.issuing, [entry(chain.signer, 0)]);
    expect(verify({ at, crls: [rootCrl, listed] }).reasons).toContain('REVOKED');
  });

  test('a CRL older than the certificate does not speak for it', async () => {
    const old = await crlOf(chain.issuing, [], daysFromNow(-3));
    expect(verify({ crls: [rootCrl, old] }).reasons).toEqual(['REVOCATION_UNKNOWN']);
  });

  test('a CRL made after the certificate expired may have dropped it', async () => {
    const { certificate: leaf } = await issue('person', chain.issuing, { notAfter: daysFromNow(2) });
    const late = await crlOf(chain.issuing, [], daysFromNow(5));
    expect(verify({ leaf, crls: [rootCrl, late] }).reasons).toEqual(['REVOCATION_UNKNOWN']);
  });

  test("a TSA's tokens outlive its revocation only for a harmless reason (RFC 3161 §4.1)", async () => {
    const tsa = { leaf: chain.tsa.certificate, purpose: 'timestamping' as const };
    for (const [reason, status] of [
      [5, 'trusted'],
      [4, 'trusted'],
      [1, 'untrusted'],
      [undefined, 'untrusted'],
    ] as const) {
      const crl = await crlOf(chain.issuing, [entry(chain.tsa, 0.5, reason)]);
      expect(verify({ ...tsa, crls: [rootCrl, crl] }).status, `reason ${reason}`).toBe(status);
    }
  });

  describe('a CRL that limits itself (§5.2.4, §5.2.5)', () => {
    const critical = (oid: string, value: Uint8Array) =>
      sequence(objectIdentifier(oid), boolean(true), octetString(value));
    const limits = (...fields: Uint8Array[]) => critical('2.5.29.28', sequence(...fields));
    const flag = (tag: number) => taggedPrimitive(tag, Uint8Array.of(0xff));
    const at = (url: string) => tagged(0, tagged(0, taggedPrimitive(6, Buffer.from(url))));
    const url = 'https://ca.example/1.crl';

    test.each<[string, Uint8Array, 'speaks' | 'silent' | 'unsupported']>([
      ['to user certificates', limits(flag(1)), 'speaks'],
      ['to the distribution point the certificate names', limits(at(url)), 'speaks'],
      ['to authorities', limits(flag(2)), 'silent'],
      ['to another distribution point', limits(at('https://ca.example/2.crl')), 'silent'],
      ['to some reasons', limits(taggedPrimitive(3, Uint8Array.of(1, 0x60))), 'silent'],
      ['as indirect', limits(flag(4)), 'unsupported'],
      ['to attribute certificates', limits(flag(5)), 'unsupported'],
      ['as delta', critical('2.5.29.27', Uint8Array.of(2, 1, 1)), 'unsupported'],
      ['in a way nobody knows', critical('1.3.6.1.4.1.99999.9', Uint8Array.of(5, 0)), 'unsupported'],
    ])('%s', async (_, extension, effect) => {
      const { certificate: leaf } = await issue('person', chain.issuing, { crlUrl: url });
      const crl = crlWithExtension(chain.issuing, extension);
      const reasons = {
        speaks: [],
        silent: ['REVOCATION_UNKNOWN'],
        unsupported: ['REVOCATION_UNKNOWN', 'CRL_UNSUPPORTED'],
      }[effect];
      expect(verify({ leaf, crls: [rootCrl, crl] })).toMatchObject({ status: 'trusted', reasons });
    });

    test('to some reasons still revokes', () => {
      const extension = limits(taggedPrimitive(3, Uint8Array.of(1, 0x60)));
      const crl = crlWithExtension(chain.issuing, extension, serialOf(chain.signer.certificate));
      expect(verify({ crls: [rootCrl, crl] }).reasons).toEqual(['REVOKED']);
    });

    test('as delta is no matter beside a complete one', () => {
      const delta = crlWithExtension(chain.issuing, critical('2.5.29.27', Uint8Array.of(2, 1, 1)));
      expect(verify({ crls: [rootCrl, delta, issuingCrl] })).toMatchObject({
        status: 'trusted',
        reasons: [],
      });
    });

    test('that keeps expired certificates speaks for one (expiredCertsOnCRL)', async () => {
      const { certificate: leaf } = await issue('person', chain.issuing, { notAfter: daysFromNow(0.5) });
      const kept = sequence(objectIdentifier('2.5.29.60'), octetString(generalizedTime(daysFromNow(-30))));
      expect(verify({ leaf, crls: [rootCrl, crlWithExtension(chain.issuing, kept)] }).reasons).toEqual([]);
      expect(verify({ leaf }).reasons).toEqual(['REVOCATION_UNKNOWN']);
    });
  });
});
