import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject } from 'vitest';
import { check } from './check.ts';
import { demo } from './chopmark/commands.ts';
import { MAKING_MS } from './chopmark/contracts.ts';
import { embeddedSignatures } from './chopmark/embedded-signatures.ts';
import { judge, signaturesOf } from './chopmark/judge.ts';
import { type RsaAuthorities, rsaAuthorities, signWithRsa } from './chopmark/rsa-archive.ts';
import { askPdfsig } from './outside/pdfsig.ts';
import { acceptsAll, askPyHanko } from './outside/pyhanko.ts';
import { askPyHankoLongTerm } from './outside/pyhanko-long-term.ts';
import { FOREIGN_SIGNER, type SignedByOthers, signByPyHanko } from './outside/pyhanko-signed.ts';
import { complaintsOfQpdf } from './outside/qpdf.ts';
import { SIGNERS } from './signers.ts';

/** Files that another party has signed with other software and under another CA: ours comes on top, and theirs still holds. */

const { folder, dataFolder, port, samples, missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;
const place = join(folder, 'others');
const OURS = SIGNERS.slice(1);

/** By the name of the file: who signs it, theirs first, and at what level theirs is. A file they only prepared is certified by us. */
const FILES: Record<string, { signers: string[]; theirs: string | undefined }> = {
  approved: { signers: [FOREIGN_SIGNER, ...OURS], theirs: 'B-T' },
  archived: { signers: [FOREIGN_SIGNER, ...OURS], theirs: 'B-LTA' },
  'approved-fields': { signers: [FOREIGN_SIGNER, ...OURS], theirs: 'B-T' },
  fields: { signers: SIGNERS, theirs: undefined },
};
const CERTIFIED = [1, 2, 3].map((level) => `certified-${level}`);

let foreign: SignedByOthers;
let authorities: RsaAuthorities;
beforeAll(async () => {
  if (noPyHanko !== undefined) return;
  await mkdir(place, { recursive: true });
  const pdf = samples.find(({ kind }) => kind === 'classic')?.path ?? '';
  foreign = await signByPyHanko(pyHanko, { pdf, out: place });
  const files = Object.keys(FILES).map(foreign.file);
  // 1: their root isn't ours to trust.
  const options = ['--level', 'T,LTA'];
  const { code, stdout, stderr } = await demo({ files, out: place, dataFolder, port, options });
  expect(code, stdout + stderr).toBe(1);
  authorities = await rsaAuthorities();
}, MAKING_MS);

for (const level of ['T', 'LTA'] as const) {
  for (const [name, { signers, theirs }] of Object.entries(FILES)) {
    describe(`${name}.pdf of others, signed by us at B-${level}`, () => {
      const own = join(place, `${name}.pdf.${level}`);
      const signed = join(own, 'signed.pdf');
      const trust = () => [join(own, 'trust.pem'), foreign.trust];
      const crls = () => [join(own, 'root.crl'), join(own, 'issuing.crl'), ...foreign.crls];
      const skips = [noPyHanko];

      check('is theirs byte for byte at its beginning', skips, async () => {
        const [before, after] = [await readFile(foreign.file(name)), await readFile(signed)];
        expect(after.subarray(0, before.length).equals(before)).toBe(true);
      });

      check(
        'our verification calls every signature valid, and trusts those whose root is given',
        skips,
        async () => {
          const report = await judge(signed, trust(), crls());
          expect(report.verdict).toBe('valid');
          const level_ = (signer: string) =>
            signer === FOREIGN_SIGNER
              ? theirs === 'B-LTA' || level === 'T'
                ? theirs
                : expect.any(String)
              : `B-${level}`;
          expect(signaturesOf(report).map((each) => [each.signer, each.trust, each.level])).toEqual(
            signers.map((signer) => [signer, 'trusted', level_(signer)]),
          );
          const alone = await judge(signed, trust().slice(0, 1), crls());
          expect(signaturesOf(alone).map((each) => [each.verdict, each.trust])).toEqual(
            signers.map((signer) => ['valid', signer === FOREIGN_SIGNER ? 'unknown' : 'trusted']),
          );
        },
      );

      check(
        'pyHanko accepts every signature: intact, trusted, only permitted changes since',
        skips,
        async () => {
          const [[report] = []] = await askPyHanko(pyHanko, [
            { trust: trust(), crls: crls(), files: [signed] },
          ]);
          expect(report?.signatures.map(({ signer }) => signer)).toEqual(signers);
          expect(report && acceptsAll(report), JSON.stringify(report)).toBe(true);
        },
      );

      check('with the network off, pyHanko finds in the file what ours need', skips, async () => {
        const [[report] = []] = await askPyHankoLongTerm(pyHanko, [{ trust: trust(), files: [signed] }]);
        expect(report?.error).toBeNull();
        expect(
          report?.signatures.every(({ sound }) => sound),
          JSON.stringify(report),
        ).toBe(true);
        const ours = report?.signatures.filter(({ signer }) => signer !== FOREIGN_SIGNER) ?? [];
        const passed = level === 'LTA';
        expect(ours.map(({ lt, lta }) => [lt === 'PASSED OK', lta === 'PASSED OK'])).toEqual(
          ours.map(() => [passed, passed]),
        );
        if (theirs !== 'B-LTA') return;
        // Their own store and timestamp still do, under ours.
        const [first] = report?.signatures ?? [];
        expect([first?.lt, first?.lta]).toEqual(['PASSED OK', 'PASSED OK']);
        expect(report?.timestamps.every(({ accepted }) => accepted)).toBe(true);
      });

      check(
        'pdfsig calls every signature valid, and qpdf finds nothing wrong',
        [...skips, missing.pdfsig, missing.qpdf],
        async () => {
          const found = (await askPdfsig(signed)).filter(({ type }) => type === 'ETSI.CAdES.detached');
          expect(found.map((each) => [each.signer, each.valid]).toSorted()).toEqual(
            signers.map((signer) => [signer, true]).toSorted(),
          );
          expect(await complaintsOfQpdf(signed)).toBe('');
        },
      );

      check('a change to what they signed is seen by all', [...skips, missing.pdfsig], async () => {
        const pdf = await readFile(signed);
        const [first] = embeddedSignatures(pdf);
        if (!first) throw new Error('there is no signature');
        const at = first.byteRange[1] - 200;
        pdf.writeUInt8(pdf.readUInt8(at) ^ 1, at);
        const changed = join(own, 'changed.pdf');
        await writeFile(changed, pdf);
        expect((await judge(changed, trust(), crls())).verdict).toBe('invalid');
        const [[report] = []] = await askPyHanko(pyHanko, [
          { trust: trust(), crls: crls(), files: [changed] },
        ]);
        expect(report && acceptsAll(report)).toBe(false);
        const found = (await askPdfsig(changed)).filter(({ type }) => type === 'ETSI.CAdES.detached');
        expect(found.length === signers.length && found.every((each) => each.valid)).toBe(false);
      });
    });
  }
}

describe('files that others have certified', () => {
  check(
    'are refused by the product, whose places would be new fields, with what to do',
    [noPyHanko],
    async () => {
      for (const name of CERTIFIED) {
        const out = join(place, 'refused');
        const { code, stderr } = await demo({ files: [foreign.file(name)], out, dataFolder, port });
        expect({ code, stderr }).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('PDF_SIGNED_LOCKED'),
        });
        expect(stderr).toContain('Ask for a copy that is not certified or locked.');
      }
    },
  );

  check('P=1 permits no signature in an empty field of theirs either', [noPyHanko], async () => {
    const pdf = await readFile(foreign.file('certified-1'));
    await expect(signWithRsa(pdf, authorities, 'second')).rejects.toMatchObject({
      code: 'PDF_CHANGES_FORBIDDEN',
    });
  });

  for (const name of ['certified-2', 'certified-3', 'approved-fields', 'fields']) {
    check(
      `${name}.pdf: an empty field of theirs is signed by the engine, at every level, and all holds`,
      [noPyHanko, missing.pdfsig, missing.qpdf],
      async () => {
        const pdf = await readFile(foreign.file(name));
        const signers = name === 'fields' ? ['RSA Signer'] : [FOREIGN_SIGNER, 'RSA Signer'];
        const root = join(place, 'rsa-root.pem');
        await writeFile(root, authorities.trust);
        const lists = authorities.crls.map((_, index) => join(place, `rsa-${index}.crl`));
        for (const [index, list] of authorities.crls.entries()) await writeFile(lists[index] ?? '', list);
        const trust = [root, foreign.trust];
        const crls = [...lists, ...foreign.crls];
        const files: string[] = [];
        for (const [level, bytes] of Object.entries(await signWithRsa(pdf, authorities, 'second'))) {
          const file = join(place, `${name}-${level}.pdf`);
          files.push(file);
          await writeFile(file, bytes);
          const report = await judge(file, trust, crls);
          expect(report.verdict).toBe('valid');
          expect(signaturesOf(report).map((each) => [each.signer, each.trust])).toEqual(
            signers.map((signer) => [signer, 'trusted']),
          );
          expect(signaturesOf(report).at(-1)).toMatchObject({ field: 'second', level });
          expect(await complaintsOfQpdf(file)).toBe('');
          const found = (await askPdfsig(file)).filter(({ type }) => type === 'ETSI.CAdES.detached');
          expect(found.map(({ valid }) => valid)).toEqual(signers.map(() => true));
        }
        const [reports = []] = await askPyHanko(pyHanko, [{ trust, crls, files }]);
        expect(reports.map(acceptsAll), JSON.stringify(reports)).toEqual(files.map(() => true));
      },
    );
  }
});
