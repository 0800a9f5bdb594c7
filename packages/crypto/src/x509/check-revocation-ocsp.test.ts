import { beforeAll, describe, expect, test } from 'vitest';
import { generalizedTime, objectIdentifier, octetString, sequence } from '../asn1/encode.ts';
import type { OcspStatus } from '../ocsp/ocsp-response.ts';
import { ocspOf } from '../testing/ocsp.ts';
import { resign } from '../testing/resign.ts';
import { resignOcsp } from '../testing/resign-ocsp.ts';
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
let responder: Holder;
let rootResponder: Holder;
let aboutIssuing: Uint8Array;
beforeAll(async () => {
  chain = await sampleChain();
  responder = await issue('ocsp-responder', chain.issuing);
  rootResponder = await issue('ocsp-responder', chain.root);
  aboutIssuing = await ocspOf(chain.issuing, chain.root, rootResponder);
});

type Options = Parameters<typeof ocspOf>[3];

const aboutSigner = (options?: Options, by = responder) => ocspOf(chain.signer, chain.issuing, by, options);

const revoked = (days: number, reason?: number): OcspStatus => ({
  status: 'revoked',
  revokedAt: daysFromNow(days),
  ...(reason !== undefined && { reason }),
});

const verify = (ocsps: Uint8Array[], overrides: Partial<ChainInput> = {}): ChainResult =>
  verifySampleChain(chain, [], { ocsps: [aboutIssuing, ...ocsps], ...overrides });

describe('OCSP in place of CRLs (RFC 6960)', () => {
  test('good answers of every issuer leave nothing open, and say where that is known from', async () => {
    const good = await aboutSigner();
    expect(verify([good])).toMatchObject({
      status: 'trusted',
      reasons: [],
      revocation: [
        { status: 'good', source: 'ocsp', thisUpdate: daysFromNow(1), revokedAt: undefined },
        { status: 'good', source: 'ocsp' },
      ],
    });
    expect(verify([])).toMatchObject({
      reasons: ['REVOCATION_UNKNOWN'],
      revocation: [{ status: 'unknown' }, {}],
    });
    const crl = await crlOf(chain.issuing);
    expect(verifySampleChain(chain, [crl], { ocsps: [aboutIssuing] }).reasons).toEqual([]);
  });

  test('the answer alone, as CAdES keeps it, does as well', async () => {
    const good = await aboutSigner();
    const marker = Buffer.from(good).indexOf(Buffer.from('06092b0601050507300101', 'hex'));
    const basic = good.subarray(marker + 11 + 4);
    expect(verify([basic]).reasons).toEqual([]);
  });

  test('revoked before signing is untrusted, after signing trusted with its date', async () => {
    const before = await aboutSigner({ status: revoked(-0.5, 4) });
    expect(verify([before])).toMatchObject({
      status: 'untrusted',
      reasons: ['REVOKED'],
      revocation: [{ status: 'revoked', source: 'ocsp', revokedAt: daysFromNow(-0.5), reason: 4 }, {}],
    });
    const after = await aboutSigner({ status: revoked(0.5, 1) });
    expect(verify([after])).toMatchObject({
      status: 'trusted',
      reasons: [],
      revocation: [{ status: 'good', revokedAt: daysFromNow(0.5), reason: 1 }, {}],
    });
  });

  test('a revocation counts beside good answers and clean CRLs, and the other way round', async () => {
    const good = await aboutSigner();
    const bad = await aboutSigner({ status: revoked(-0.5) });
    const entry = { serialNumber: serialOf(chain.signer.certificate), revokedAt: daysFromNow(-0.5) };
    expect(verify([good, bad]).status).toBe('untrusted');
    expect(verify([bad], { crls: [await crlOf(chain.issuing)] }).status).toBe('untrusted');
    expect(verify([good], { crls: [await crlOf(chain.issuing, [entry])] }).status).toBe('untrusted');
  });

  test('a compromise that began before signing voids the signature though it was revoked later', async () => {
    const since = (days: number) =>
      sequence(objectIdentifier('2.5.29.24'), octetString(generalizedTime(daysFromNow(days))));
    const later = await aboutSigner({ status: revoked(0.5, 1) });
    const compromised = resignOcsp(later, responder, { singleExtension: since(-0.5) });
    expect(verify([compromised]).reasons).toEqual(['REVOKED']);
    const harmless = resignOcsp(later, responder, { singleExtension: since(0.2) });
    expect(verify([harmless]).reasons).toEqual([]);
  });

  test('on hold leaves it open, until something newer says that it was lifted', async () => {
    const held = await aboutSigner({ status: revoked(-0.5, 6) });
    expect(verify([held])).toMatchObject({
      status: 'unknown',
      reasons: ['ON_HOLD'],
      revocation: [{ status: 'on-hold', reason: 6 }, {}],
    });
    const later = { producedAt: daysFromNow(3), thisUpdate: daysFromNow(3), nextUpdate: daysFromNow(9) };
    expect(verify([held, await aboutSigner(later)])).toMatchObject({ status: 'trusted', reasons: [] });
    expect(verify([held], { crls: [await crlOf(chain.issuing, [], daysFromNow(3))] }).status).toBe('trusted');
    const earlier = { thisUpdate: daysFromNow(0.2), producedAt: daysFromNow(0.3) };
    expect(verify([held, await aboutSigner(earlier)]).reasons).toEqual(['ON_HOLD']);
    const final = await aboutSigner({ ...later, status: revoked(-0.5, 1) });
    expect(verify([held, final]).reasons).toEqual(['REVOKED']);
  });

  test('unknown, or an error, says nothing', async () => {
    const unknown = await aboutSigner({ status: { status: 'unknown' } });
    const refusal = Uint8Array.of(0x30, 3, 0x0a, 1, 3);
    expect(verify([unknown, refusal]).reasons).toEqual(['REVOCATION_UNKNOWN']);
  });
});

describe('freshness', () => {
  test('an answer that ended before signing shows nothing good, yet a revocation in it stays', async () => {
    const at = daysFromNow(30);
    expect(verify([await aboutSigner()], { at }).reasons).toEqual(['REVOCATION_UNKNOWN']);
    expect(verify([await aboutSigner({ status: revoked(0.5) })], { at }).reasons).toContain('REVOKED');
  });

  test('an answer older than the certificate does not speak for it', async () => {
    const { certificate } = await issue('person', chain.issuing, { notBefore: daysFromNow(2) });
    const leaf = { ...chain.signer, certificate };
    const early = await ocspOf(leaf, chain.issuing, responder);
    expect(verify([early], { leaf: certificate, at: daysFromNow(2.5) }).reasons).toEqual([
      'REVOCATION_UNKNOWN',
    ]);
  });

  test('an answer after the certificate expired holds only where the responder keeps it (archive cutoff)', async () => {
    const { certificate } = await issue('person', chain.issuing, { notAfter: daysFromNow(0.5) });
    const leaf = { ...chain.signer, certificate };
    const late = await ocspOf(leaf, chain.issuing, responder);
    expect(verify([late], { leaf: certificate }).reasons).toEqual(['REVOCATION_UNKNOWN']);
    const cutoff = (days: number) =>
      sequence(objectIdentifier('1.3.6.1.5.5.7.48.1.6'), octetString(generalizedTime(daysFromNow(days))));
    const keeping = resignOcsp(late, responder, { singleExtension: cutoff(-30) });
    expect(verify([keeping], { leaf: certificate }).reasons).toEqual([]);
    const own = await ocspOf(leaf, chain.issuing, responder, { archiveCutoff: daysFromNow(-30) });
    expect(verify([own], { leaf: certificate }).reasons).toEqual([]);
    const dropping = resignOcsp(late, responder, { singleExtension: cutoff(0.8) });
    expect(verify([dropping], { leaf: certificate }).reasons).toEqual(['REVOCATION_UNKNOWN']);
  });

  test('an answer without end holds for moments', async () => {
    const open = resignOcsp(await aboutSigner(), responder, { nextUpdate: 'absent' });
    const after = (minutes: number) => new Date(daysFromNow(1).getTime() + minutes * 60_000);
    expect(verify([open], { at: after(4) }).reasons).toEqual([]);
    expect(verify([open], { at: after(6) }).reasons).toEqual(['REVOCATION_UNKNOWN']);
  });
});

describe('who answers', () => {
  test('nobody whom the very issuer did not certify for it', async () => {
    const good = await aboutSigner();
    for (const by of [rootResponder, chain.tsa, chain.signer, chain.root]) {
      expect(verify([resignOcsp(good, by)]).reasons).toEqual(['REVOCATION_UNKNOWN']);
    }
    const forged = await aboutSigner({ status: revoked(-0.5) });
    expect(verify([good, resignOcsp(forged, rootResponder)]).reasons).toEqual([]);
  });

  test('a responder that was revoked says nothing, before or after, unless it ended well', async () => {
    const good = await aboutSigner();
    const entry = (days: number, reason?: number) => ({
      serialNumber: serialOf(responder.certificate),
      revokedAt: daysFromNow(days),
      ...(reason !== undefined && { reason }),
    });
    for (const listed of [entry(0.5), entry(0.5, 4), entry(2), entry(2, 1)]) {
      // Too old to show the signer good itself.
      const crls = [await crlOf(chain.issuing, [listed], daysFromNow(-3))];
      expect(verify([good], { crls }).reasons).toEqual(['REVOCATION_UNKNOWN']);
    }
    const crls = [await crlOf(chain.issuing, [entry(2, 4)], daysFromNow(-3))];
    expect(verify([good], { crls }).reasons).toEqual([]);
  });

  test('a responder without id-pkix-ocsp-nocheck needs a CRL that speaks for it', async () => {
    const holder = await issue('ocsp-responder', chain.issuing);
    const certificate = resign(holder.certificate, chain.issuing, { without: '1.3.6.1.5.5.7.48.1.5' });
    const good = await aboutSigner({}, { ...holder, certificate });
    expect(verify([good]).reasons).toEqual(['REVOCATION_UNKNOWN']);
    expect(verify([good], { crls: [await crlOf(chain.issuing)] }).reasons).toEqual([]);
  });
});
