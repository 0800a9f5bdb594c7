import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, inject } from 'vitest';
import { check } from './check.ts';
import { demo, verify } from './chopmark/commands.ts';
import { embeddedSignatures } from './chopmark/embedded-signatures.ts';
import { accepts, askBouncyCastle } from './outside/bouncy-castle/bouncy-castle.ts';
import { bouncyCastle } from './outside/bouncy-castle/environment.ts';
import * as openssl from './outside/openssl.ts';
import { askPdfsig } from './outside/pdfsig.ts';
import { askPyHanko } from './outside/pyhanko.ts';
import { SIGNERS } from './signers.ts';
import { pageContent, signatureContents, type Tampering, timestampTime } from './tamper.ts';

const { samples, dataFolder, missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;
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
  algorithm: string;
  signature: keyof typeof OID;
  digest: 'SHA-256' | 'SHA-384' | 'SM3';
  /** Whether software that doesn't know the Chinese algorithms can check it. */
  isInternational: boolean;
};

const ALGORITHMS: Expected[] = [
  { algorithm: 'ec', signature: 'ecdsa-with-SHA256', digest: 'SHA-256', isInternational: true },
  { algorithm: 'ec-p384', signature: 'ecdsa-with-SHA384', digest: 'SHA-384', isInternational: true },
  { algorithm: 'rsa', signature: 'sha256WithRSAEncryption', digest: 'SHA-256', isInternational: true },
  { algorithm: 'rsa-3072', signature: 'sha256WithRSAEncryption', digest: 'SHA-256', isInternational: true },
  { algorithm: 'sm2', signature: 'SM2-with-SM3', digest: 'SM3', isInternational: false },
];

/** What changes a signature, with BouncyCastle's answer: which of its three signatures it then no longer accepts. */
const TAMPERINGS: { name: string; tampering: Tampering; refused: boolean[] }[] = [
  { name: 'one bit of the page', tampering: pageContent, refused: [true, true, true] },
  {
    name: "one digit of the last signer's signature",
    tampering: signatureContents(2),
    refused: [false, false, true],
  },
  {
    name: "the time of the last signer's timestamp",
    tampering: timestampTime(2),
    refused: [false, false, true],
  },
];

const sample = samples.find(({ kind }) => kind === 'classic');
if (!sample) throw new Error('the classic sample is missing');
const { input, work } = sample;

describe.each(ALGORITHMS)('$algorithm', ({ algorithm, signature, digest, isInternational }) => {
  const out = join(dirname(work), algorithm);
  const paths = { trust: join(out, 'trust.pem'), crls: [join(out, 'root.crl'), join(out, 'issuing.crl')] };
  const signed = join(out, 'signed.pdf');
  beforeAll(async () => {
    const { code, stdout, stderr } = await demo({
      file: input,
      out,
      dataFolder,
      options: ['--algorithm', algorithm],
    });
    expect(code, stdout + stderr).toBe(0);
    await mkdir(join(out, 'work'), { recursive: true });
  });
  const onlyInternational = isInternational ? undefined : 'this program does not know SM2';

  check('npm run demo signs with it, and our verification calls it valid and trusted', [], async () => {
    const { exitCode, verdict, signatures } = await verify(signed, paths.trust, paths.crls);
    expect({ exitCode, verdict }).toEqual({ exitCode: 0, verdict: 'valid' });
    expect(signatures.map(({ signer }) => signer)).toEqual(SIGNERS);
    for (const each of signatures) expect(each).toMatchObject({ trust: 'trusted', level: 'B-T' });
  });

  describe('BouncyCastle', () => {
    check('accepts every signature, its timestamp and both chains', [noJava], async () => {
      const [found = []] = await askBouncyCastle(java, { ...paths, files: [signed] });
      expect(found.map(({ signer }) => signer)).toEqual(SIGNERS);
      for (const each of found) expect(accepts(each), JSON.stringify(each)).toBe(true);
      for (const each of found.slice(1)) {
        expect(each).toMatchObject({ signatureAlgorithm: OID[signature], digestAlgorithm: OID[digest] });
      }
      const imprint = isInternational ? 'SHA-256' : 'SM3';
      expect(new Set(found.map(({ imprintAlgorithm }) => imprintAlgorithm))).toEqual(new Set([OID[imprint]]));
    });

    check('refuses what was changed', [noJava, missing.openssl, missing.qpdf], async () => {
      const pdf = await readFile(signed);
      const files = TAMPERINGS.map((_, index) => join(out, 'work', `tampered-${index}.pdf`));
      for (const [index, { tampering }] of TAMPERINGS.entries()) {
        const changed = await tampering({ pdf, path: signed, work: join(out, 'work') });
        await writeFile(files[index] ?? '', changed);
      }
      const found = await askBouncyCastle(java, { ...paths, files });
      expect(found.map((each) => each.map((finding) => !accepts(finding)))).toEqual(
        TAMPERINGS.map(({ refused }) => refused),
      );
    });

    check(
      'finds no chain to another root, and none without the revocation lists',
      [noJava, missing.openssl],
      async () => {
        const other = await openssl.makeUnrelatedRoot(join(out, 'work'));
        const [elsewhere = []] = await askBouncyCastle(java, { ...paths, trust: other, files: [signed] });
        expect(elsewhere.map(({ signature: holds, chain }) => [holds, chain])).toEqual(
          SIGNERS.map(() => [true, false]),
        );
        const crls = paths.crls.slice(0, 1);
        const [unlisted = []] = await askBouncyCastle(java, { ...paths, crls, files: [signed] });
        // The root's own list speaks for the certification, and not for the signers.
        expect(unlisted.map(({ chain }) => chain)).toEqual([true, false, false]);
      },
    );
  });

  check('pyHanko accepts every signature and timestamp', [noPyHanko, onlyInternational], async () => {
    const [report] = await askPyHanko(pyHanko, { ...paths, files: [signed] });
    expect(report?.error).toBeNull();
    expect(report?.signatures.map(({ signer }) => signer)).toEqual(SIGNERS);
    for (const each of report?.signatures ?? []) {
      expect(each).toMatchObject({ accepted: true, intact: true, timestamp: { valid: true, trusted: true } });
    }
  });

  check('openssl verifies every CMS and timestamp', [missing.openssl, onlyInternational], async () => {
    for (const [index, each] of embeddedSignatures(await readFile(signed)).entries()) {
      const files = await openssl.writeSignatureFiles(join(out, 'work'), `signature-${index}`, each);
      for (const verified of [
        await openssl.verifyCms(files, paths.trust),
        await openssl.verifyTimestamp(files, paths.trust),
      ]) {
        expect(verified.code, verified.stderr).toBe(0);
      }
    }
  });

  check('pdfsig calls every signature valid', [missing.pdfsig, onlyInternational], async () => {
    const found = await askPdfsig(signed);
    expect(found.map(({ signer }) => signer).toSorted()).toEqual(SIGNERS.toSorted());
    for (const each of found) expect(each.valid).toBe(true);
  });
});
