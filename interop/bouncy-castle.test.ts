import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject } from 'vitest';
import { check } from './check.ts';
import { type Algorithm, contractsOf, LEVELS, MAKING_MS, makeContracts } from './chopmark/contracts.ts';
import { judge, signaturesOf } from './chopmark/judge.ts';
import { accepts, askBouncyCastle, holdsByItself } from './outside/bouncy-castle/bouncy-castle.ts';
import { bouncyCastle } from './outside/bouncy-castle/environment.ts';
import * as openssl from './outside/openssl.ts';
import { readSecurityStore } from './outside/security-store.ts';
import { SIGNERS } from './signers.ts';
import * as tamper from './tamper.ts';

/** The judge that knows the Chinese algorithms. */

const { missing } = inject('ground');
const java = await bouncyCastle();
const noJava = 'skipped' in java ? `BouncyCastle: ${java.skipped}` : undefined;

const OID = {
  'ecdsa-with-SHA256': '1.2.840.10045.4.3.2',
  'ecdsa-with-SHA384': '1.2.840.10045.4.3.3',
  sha256WithRSAEncryption: '1.2.840.113549.1.1.11',
  'SM2-with-SM3': '1.2.156.10197.1.501',
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  SM3: '1.2.156.10197.1.401',
} as const;

type Expected = {
  algorithm: Algorithm;
  signature: keyof typeof OID;
  digest: 'SHA-256' | 'SHA-384' | 'SM3';
  /** What timestamps are made over. */
  imprint: 'SHA-256' | 'SM3';
};

const ALGORITHMS: Expected[] = [
  { algorithm: 'ec', signature: 'ecdsa-with-SHA256', digest: 'SHA-256', imprint: 'SHA-256' },
  { algorithm: 'ec-p384', signature: 'ecdsa-with-SHA384', digest: 'SHA-384', imprint: 'SHA-256' },
  { algorithm: 'rsa', signature: 'sha256WithRSAEncryption', digest: 'SHA-256', imprint: 'SHA-256' },
  { algorithm: 'rsa-3072', signature: 'sha256WithRSAEncryption', digest: 'SHA-256', imprint: 'SHA-256' },
  { algorithm: 'sm2', signature: 'SM2-with-SM3', digest: 'SM3', imprint: 'SM3' },
];

/** What changes a file, with which of its three signatures BouncyCastle then no longer accepts. */
const TAMPERINGS: { name: string; tampering: tamper.Tampering; refused: boolean[] }[] = [
  { name: 'one bit of the page', tampering: tamper.pageContent, refused: [true, true, true] },
  {
    name: 'a digit of the last signature',
    tampering: tamper.signatureContents(2),
    refused: [false, false, true],
  },
  {
    name: 'the time of the last timestamp',
    tampering: tamper.timestampTime(2),
    refused: [false, false, true],
  },
];
/** The same of an archive, whose document timestamp is the fourth. */
const ARCHIVE_TAMPERINGS: typeof TAMPERINGS = [
  ...TAMPERINGS.map((each) => ({ ...each, refused: [...each.refused, true] })),
  {
    name: 'a digit of the document timestamp',
    tampering: tamper.documentTimestamp,
    refused: [false, false, false, true],
  },
  {
    name: 'a bit of a stored list',
    tampering: tamper.storedItem('crls'),
    refused: [false, false, false, true],
  },
  {
    name: 'a bit of a stored response',
    tampering: tamper.storedItem('ocsps'),
    refused: [false, false, false, true],
  },
];

const stamped = contractsOf({
  kinds: ['classic'],
  algorithms: ALGORITHMS.map(({ algorithm }) => algorithm),
  levels: ['T'],
});
const national = contractsOf({ kinds: ['classic'], algorithms: ['sm2'], levels: LEVELS });
const archives = contractsOf({ kinds: ['classic'], algorithms: ['ec', 'rsa', 'sm2'], levels: ['LTA'] });
beforeAll(
  () =>
    makeContracts([
      ...new Map([...stamped, ...national, ...archives].map((each) => [each.signed, each])).values(),
    ]),
  MAKING_MS,
);

for (const contract of stamped) {
  const { algorithm, signed, trust, crls, work, name } = contract;
  const expected = ALGORITHMS.find((each) => each.algorithm === algorithm);

  describe(`BouncyCastle, ${name}`, () => {
    check('accepts every signature, its timestamp and both chains', [noJava], async () => {
      const [found = []] = await askBouncyCastle(java, { trust, crls, files: [signed] });
      expect(found.map(({ signer }) => signer)).toEqual(SIGNERS);
      for (const each of found) expect(accepts(each), JSON.stringify(each)).toBe(true);
      if (!expected) throw new Error(`unexpected: ${algorithm}`);
      const { signature, digest, imprint } = expected;
      for (const each of found.slice(1)) {
        expect(each).toMatchObject({ signatureAlgorithm: OID[signature], digestAlgorithm: OID[digest] });
      }
      expect(new Set(found.map(({ imprintAlgorithm }) => imprintAlgorithm))).toEqual(new Set([OID[imprint]]));
    });

    check('refuses what was changed', [noJava, missing.openssl, missing.qpdf], async () => {
      const files = await tampered(contract, TAMPERINGS);
      const found = await askBouncyCastle(java, { trust, crls, files });
      expect(found.map((each) => each.map((finding) => !accepts(finding)))).toEqual(
        TAMPERINGS.map(({ refused }) => refused),
      );
    });

    check(
      'finds no chain to another root, and none without the revocation lists',
      [noJava, missing.openssl],
      async () => {
        const other = await openssl.makeUnrelatedRoot(work);
        const [elsewhere = []] = await askBouncyCastle(java, { trust: other, crls, files: [signed] });
        expect(elsewhere.map(({ signature: holds, chain }) => [holds, chain])).toEqual(
          SIGNERS.map(() => [true, false]),
        );
        const [unlisted = []] = await askBouncyCastle(java, {
          trust,
          crls: crls.slice(0, 1),
          files: [signed],
        });
        // The root's own list speaks for the certification, and not for the signers.
        expect(unlisted.map(({ chain }) => chain)).toEqual([true, false, false]);
      },
    );
  });
}

for (const { name, level, signed, trust, crls } of national.filter((each) => each.level === 'B')) {
  check(`BouncyCastle, ${name}: accepts every signature, and finds no timestamp`, [noJava], async () => {
    const [found = []] = await askBouncyCastle(java, { trust, crls, files: [signed] });
    expect(found.map(({ signer }) => signer)).toEqual(SIGNERS);
    expect(found.map((each) => [holdsByItself(each), each.timestamp])).toEqual(
      SIGNERS.map(() => [true, false]),
    );
    const report = await judge(signed, [trust], crls);
    expect(signaturesOf(report).map((each) => each.level)).toEqual(SIGNERS.map(() => `B-${level}`));
  });
}

for (const contract of [...national.filter((each) => each.level === 'LT'), ...archives]) {
  const { name, level, signed, trust, work } = contract;
  const stored = async () => {
    const store = await readSecurityStore(signed);
    if (!store) throw new Error('there is no security store');
    const write = (kind: string, items: { der: Buffer }[]) =>
      Promise.all(
        items.map(async ({ der }, index) => {
          const path = join(work, `stored-${index}.${kind}`);
          await writeFile(path, der);
          return path;
        }),
      );
    return { store, crls: await write('crl', store.crls), ocsps: await write('ors', store.ocsps) };
  };

  describe(`BouncyCastle, ${name}, with what the file holds`, () => {
    const skips = [noJava, missing.qpdf];

    check(
      'accepts every signature and timestamp; each signer is good by its own response',
      skips,
      async () => {
        const { crls, ocsps } = await stored();
        const [found = []] = await askBouncyCastle(java, { trust, crls, ocsps, files: [signed] });
        const stamps = found.slice(SIGNERS.length);
        expect(found.map(({ isDocumentTimestamp }) => isDocumentTimestamp)).toEqual([
          ...SIGNERS.map(() => false),
          ...(level === 'LTA' ? [true] : []),
        ]);
        for (const each of found) expect(accepts(each), JSON.stringify(each)).toBe(true);
        expect(found.map(({ answer }) => answer)).toEqual([
          'none',
          'good',
          'good',
          ...stamps.map(() => 'none'),
        ]);
      },
    );

    check('stands on that: without the root’s list there is no chain', skips, async () => {
      const { crls, ocsps } = await stored();
      const each = crls.map((_, index) => crls.filter((_path, other) => other !== index));
      for (const fewer of each) {
        const [found = []] = await askBouncyCastle(java, { trust, crls: fewer, ocsps, files: [signed] });
        expect(found.every(accepts)).toBe(false);
      }
    });

    if (level !== 'LTA') return;

    check('refuses what was changed', [...skips, missing.openssl], async () => {
      const { crls, ocsps } = await stored();
      const files = await tampered(contract, ARCHIVE_TAMPERINGS);
      const found = await askBouncyCastle(java, { trust, crls, ocsps, files });
      expect(found.map((each) => each.map((finding) => !accepts(finding)))).toEqual(
        ARCHIVE_TAMPERINGS.map(({ refused }) => refused),
      );
    });
  });
}

async function tampered({ signed, work }: { signed: string; work: string }, tamperings: typeof TAMPERINGS) {
  const pdf = await readFile(signed);
  const files = tamperings.map((_, index) => join(work, `tampered-${index}.pdf`));
  for (const [index, { tampering }] of tamperings.entries()) {
    await writeFile(files[index] ?? '', await tampering({ pdf, path: signed, work }));
  }
  return files;
}
