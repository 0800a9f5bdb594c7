import { beforeAll, describe, expect, test } from 'vitest';
import { buildSecurityStoreRevision } from '../pdf/security-store-revision.ts';
import { serialOf } from '../testing/sample-chain.ts';
import type { ValidationData } from '../x509/validation-data.ts';
import { planSecurityStore } from './plan-security-store.ts';
import {
  AFTER_ISSUING,
  AFTER_SIGNER,
  AFTER_TSA,
  type Archive,
  archiveFixture,
  BEFORE_TSA_ENDS,
  collectedAt,
  crlAt,
  judge,
  SIGNED,
  signWith,
  stamp,
  store,
} from './testing/archive.ts';
import { appendRevision, latin1 } from './testing/pdf-maker.ts';

let archive: Archive;
let lt: Uint8Array;
let lta: Uint8Array;
let renewed: Uint8Array;
beforeAll(async () => {
  archive = await archiveFixture();
  lt = await store(archive, archive.signed, SIGNED);
  lta = stamp(archive.tsa, lt, SIGNED);
  const withData = await store(archive, lta, BEFORE_TSA_ENDS);
  renewed = stamp(archive.laterTsa, withData, BEFORE_TSA_ENDS);
});

const NOTHING: ValidationData = { certificates: [], crls: [], ocsps: [] };

const plan = (pdf: Uint8Array, now: Date, data = NOTHING) =>
  planSecurityStore({ pdf, trust: [archive.root.certificate], data, now });

const trusted = (level: string, field = 'signer') => ({ field, level, trust: 'trusted', reasons: [] });

describe('levels', () => {
  test('a file grows from B-T over B-LT to B-LTA, and each revision is valid', async () => {
    expect(await judge(archive, archive.signed, SIGNED)).toMatchObject({
      verdict: 'valid',
      signatures: [{ level: 'B-T', reasons: ['REVOCATION_UNKNOWN', 'TIMESTAMP_REVOCATION_UNKNOWN'] }],
    });
    expect(await judge(archive, lt, SIGNED)).toEqual({ verdict: 'valid', signatures: [trusted('B-LT')] });
    expect(await judge(archive, lta, SIGNED)).toEqual({
      verdict: 'valid',
      signatures: [trusted('B-LTA'), trusted('timestamp', 'Timestamp')],
    });
  });

  test('the level is a matter of form: the root in the file will do, trust is asked apart', async () => {
    const { signatures } = await judge({ ...archive, root: archive.laterTsa }, lta, SIGNED);
    expect(signatures).toMatchObject([{ level: 'B-LTA', trust: 'unknown' }, { trust: 'unknown' }]);
  });

  test('a document timestamp before the validation data archives none of them', async () => {
    const early = await store(archive, stamp(archive.tsa, archive.signed, SIGNED), SIGNED);
    expect((await judge(archive, early, SIGNED)).signatures[0]).toMatchObject({ level: 'B-LT' });
  });

  test.each(['root', 'issuing'] as const)('without the CRL of the %s CA it stays B-T', async (authority) => {
    const crls = [await crlAt(archive[authority === 'root' ? 'issuing' : 'root'], SIGNED)];
    const pdf = await store(archive, archive.signed, SIGNED, { certificates: [], crls, ocsps: [] });
    expect((await judge(archive, pdf, SIGNED)).signatures[0]).toMatchObject({ level: 'B-T' });
  });

  test("a CRL in the CA's name by another key counts for nothing", async () => {
    const { issuing: forged } = await archiveFixture();
    const crls = [await crlAt(archive.root, SIGNED), await crlAt(forged, SIGNED)];
    const related = plan(archive.signed, SIGNED).map((each) => ({ ...each.related, crls }));
    const pdf = buildSecurityStoreRevision({ pdf: archive.signed, related, time: SIGNED });
    expect((await judge(archive, pdf, SIGNED)).signatures[0]).toMatchObject({
      level: 'B-T',
      reasons: ['REVOCATION_UNKNOWN'],
    });
  });

  test('a CRL that was out of date when the file was signed says nothing', async () => {
    const early = new Date(SIGNED.getTime() - 30 * 86_400_000);
    const pdf = await store(archive, archive.signed, SIGNED, await collectedAt(archive, early));
    expect((await judge(archive, pdf, SIGNED)).signatures[0]).toMatchObject({ level: 'B-T' });
  });
});

describe('data for one signature alone (VRI)', () => {
  /** As programs write it that name a CRL under the signature's key only. */
  const onlyRelated = async (changeKey: (key: string) => string) => {
    const [related] = plan(archive.signed, SIGNED, await collectedAt(archive, SIGNED)).map(
      (each) => each.related,
    );
    if (!related) throw new Error('no signature');
    const pdf = buildSecurityStoreRevision({ pdf: archive.signed, related: [related], time: SIGNED });
    const text = latin1(pdf);
    const tail = text.slice(archive.signed.length);
    // The list of all is renamed to nothing known, in as many bytes.
    const changed = tail.replace('/CRLs [', '/Xrls [').replace(related.key, changeKey(related.key));
    return new Uint8Array(Buffer.from(text.slice(0, archive.signed.length) + changed, 'latin1'));
  };

  test('counts under its key', async () => {
    const pdf = await onlyRelated((key) => key);
    expect((await judge(archive, pdf, SIGNED)).signatures[0]).toMatchObject({
      level: 'B-LT',
      reasons: expect.anything(),
    });
  });

  test('and not under the key of another', async () => {
    const pdf = await onlyRelated((key) => [...key].reverse().join(''));
    expect((await judge(archive, pdf, SIGNED)).signatures[0]).toMatchObject({ level: 'B-T' });
  });
});

describe('past validation', () => {
  test('the signature timestamp proves a signer whose certificate has expired since', async () => {
    expect((await judge(archive, lt, AFTER_SIGNER)).signatures[0]).toMatchObject({
      trust: 'trusted',
      level: 'B-LT',
    });
  });

  test('a document timestamp proves one that had no other time', async () => {
    const plain = await signWith(archive.signer);
    const stamped = stamp(archive.tsa, await store(archive, plain, SIGNED), SIGNED);
    expect((await judge(archive, stamped, AFTER_SIGNER)).signatures[0]).toEqual(trusted('B-LTA'));
  });

  test('a document timestamp from after the expiry proves nothing', async () => {
    const plain = await signWith(archive.signer);
    const stamped = stamp(archive.tsa, await store(archive, plain, AFTER_SIGNER), AFTER_SIGNER);
    const { signatures } = await judge(archive, stamped, AFTER_SIGNER);
    expect(signatures[0]).toMatchObject({ trust: 'untrusted', reasons: expect.arrayContaining(['EXPIRED']) });
  });

  test('once the last timestamp has expired nothing is proven any more', async () => {
    const { signatures } = await judge(archive, lta, AFTER_TSA);
    expect(signatures).toMatchObject([
      { trust: 'untrusted', reasons: expect.arrayContaining(['EXPIRED', 'TIMESTAMP_EXPIRED']) },
      { trust: 'untrusted', reasons: expect.arrayContaining(['EXPIRED']) },
    ]);
  });

  test('renewed in time, the file outlives signer, TSA and issuing CA', async () => {
    for (const now of [BEFORE_TSA_ENDS, AFTER_TSA, AFTER_ISSUING]) {
      const { verdict, signatures } = await judge(archive, renewed, now);
      expect(verdict).toBe('valid');
      expect(signatures.slice(0, 2)).toEqual([trusted('B-LTA'), trusted('timestamp', 'Timestamp')]);
      expect(signatures[2]).toMatchObject({ trust: 'trusted', level: 'timestamp' });
    }
  });

  test('a renewal too late does not bring it back', async () => {
    const late = stamp(archive.laterTsa, await store(archive, lta, AFTER_TSA), AFTER_TSA);
    expect((await judge(archive, late, AFTER_TSA)).signatures).toMatchObject([
      { trust: 'untrusted' },
      { trust: 'untrusted' },
      { trust: 'trusted' },
    ]);
  });

  test('a TSA found compromised later spoils what nobody else had stamped before, and no renewed archive', async () => {
    const revokedAt = new Date(BEFORE_TSA_ENDS.getTime() + 30 * 86_400_000);
    const crls = [
      await crlAt(archive.root, revokedAt, [
        { serialNumber: serialOf(archive.tsa.certificate), revokedAt, reason: 1 },
      ]),
    ];
    const later = new Date(revokedAt.getTime() + 86_400_000);
    expect((await judge(archive, renewed, later, crls)).signatures).toMatchObject([
      { trust: 'trusted', reasons: [] },
      { trust: 'trusted', reasons: [] },
      { trust: 'trusted' },
    ]);
    expect((await judge(archive, lta, later, crls)).signatures).toMatchObject([
      { trust: 'untrusted', reasons: expect.arrayContaining(['TIMESTAMP_REVOKED']) },
      { trust: 'untrusted', reasons: expect.arrayContaining(['REVOKED']) },
    ]);
  });

  test('a CRL that appears only after its CA has expired says nothing: anybody may hold that key by now', async () => {
    const [crl] = [await crlAt(archive.issuing, SIGNED)];
    const rootOnly = { certificates: [], crls: [await crlAt(archive.root, SIGNED)], ocsps: [] };
    const bare = stamp(archive.laterTsa, await store(archive, lta, SIGNED, rootOnly), BEFORE_TSA_ENDS);
    const plain = stamp(archive.tsa, await store(archive, archive.signed, SIGNED, rootOnly), SIGNED);
    const kept = stamp(archive.laterTsa, plain, BEFORE_TSA_ENDS);
    expect((await judge(archive, bare, AFTER_ISSUING, [crl])).signatures[0]?.reasons).toEqual([]);
    expect((await judge(archive, kept, AFTER_TSA, [crl])).signatures[0]?.reasons).not.toContain(
      'REVOCATION_UNKNOWN',
    );
    expect((await judge(archive, kept, AFTER_ISSUING, [crl])).signatures[0]?.reasons).toContain(
      'REVOCATION_UNKNOWN',
    );
  });

  test('a revocation that is known only from such a CRL still counts where nothing else is known', async () => {
    const revoked = {
      serialNumber: serialOf(archive.signer.certificate),
      revokedAt: new Date('2026-05-01'),
      reason: 1,
    };
    const crl = await crlAt(archive.issuing, SIGNED, [revoked]);
    const bare = stamp(archive.laterTsa, archive.signed, BEFORE_TSA_ENDS);
    for (const now of [AFTER_TSA, AFTER_ISSUING])
      expect((await judge(archive, bare, now, [crl])).signatures[0]).toMatchObject({
        trust: 'untrusted',
        reasons: expect.arrayContaining(['REVOKED']),
      });
    const archived = stamp(archive.laterTsa, lta, BEFORE_TSA_ENDS);
    expect((await judge(archive, archived, AFTER_ISSUING, [crl])).signatures[0]).toMatchObject({
      trust: 'trusted',
      reasons: [],
    });
  });
});

describe('changes of the store', () => {
  test('taking a CRL out again is a change nobody permits', async () => {
    const text = latin1(lt).slice(archive.signed.length);
    const [, number = ''] =
      /(\d+) 0 obj\n<<[^>]*\/CRLs/s.exec(text.slice(text.lastIndexOf('/CRLs') - 400)) ?? [];
    const certificates = /\/Certs (\[[^\]]*\])/.exec(text)?.[1];
    const taken = appendRevision(lt, { [Number(number)]: `<< /Type /DSS /Certs ${certificates} >>` });
    expect(await judge(archive, taken, SIGNED)).toMatchObject({
      verdict: 'modified',
      signatures: [{ level: 'B-T', reasons: expect.arrayContaining(['CONTENT_CHANGED']) }],
    });
  });
});

describe('the plan', () => {
  test('names what is missing for signer and TSA, and nothing once it is there', async () => {
    const [bare] = plan(archive.signed, SIGNED);
    expect(bare).toMatchObject({ field: 'signer', type: 'signature', coveredLength: archive.signed.length });
    const { signer, issuing, tsa, root } = archive;
    expect(bare?.missing).toEqual([
      { kind: 'revocation', certificate: signer.certificate },
      { kind: 'revocation', certificate: issuing.certificate },
      { kind: 'revocation', certificate: tsa.certificate },
    ]);
    const [full] = plan(archive.signed, SIGNED, await collectedAt(archive, SIGNED));
    expect(full?.missing).toEqual([]);
    expect(full?.related.certificates).toEqual(
      expect.arrayContaining([signer, issuing, tsa, root].map(({ certificate }) => certificate)),
    );
    expect(plan(lt, SIGNED).map(({ missing }) => missing)).toEqual([[]]);
  });

  test('asks for the issuer that no certificate of the file has', async () => {
    const lonely = await signWith({ ...archive.signer, chain: [] }, archive.tsa);
    expect(plan(lonely, SIGNED)[0]?.missing[0]).toEqual({
      kind: 'issuer',
      certificate: archive.signer.certificate,
    });
    const data = { ...(await collectedAt(archive, SIGNED)), certificates: archive.signer.chain };
    expect(plan(lonely, SIGNED, data)[0]?.missing).toEqual([]);
  });

  test('asks anew for the last timestamp when its CRLs are out of date, and for it alone', async () => {
    expect(plan(lta, SIGNED).map(({ missing }) => missing)).toEqual([[], []]);
    expect(plan(lta, BEFORE_TSA_ENDS).map(({ type, missing }) => [type, missing])).toEqual([
      ['signature', []],
      ['timestamp', [{ kind: 'revocation', certificate: archive.tsa.certificate }]],
    ]);
  });
});
