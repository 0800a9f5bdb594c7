import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { verify } from './chopmark/commands.ts';
import { embeddedSignatures } from './chopmark/embedded-signatures.ts';
import { type Levels, levelsOf } from './chopmark/levels.ts';
import { rsaAuthorities, signWithRsa } from './chopmark/rsa-archive.ts';
import { askPdfsig } from './outside/pdfsig.ts';
import { acceptsAll, askPyHanko } from './outside/pyhanko.ts';
import { askPyHankoLongTerm, passes } from './outside/pyhanko-long-term.ts';
import { complaintsOfQpdf } from './outside/qpdf.ts';
import { SIGNERS } from './signers.ts';

/** Files at each level with nothing beside them but the root: what is needed must be inside. */

const { samples, missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;

const LEVELS = ['B-T', 'B-LT', 'B-LTA'] as const;

/** What somebody does to an archive who has no keys. */
const TAMPERED: Record<string, (levels: Levels) => Buffer> = {
  'a digit of the document timestamp': ({ 'B-LTA': archived }) => {
    const token = embeddedSignatures(archived).at(-1);
    if (!token) throw new Error('there is no timestamp');
    return otherDigit(archived, token.hexStart + 2 * (token.cms.length - 20));
  },
  'a byte of the validation data': ({ 'B-T': signed, 'B-LTA': archived }) =>
    flipBit(archived, archived.indexOf('stream', signed.length) + 40),
  'a byte of the page': ({ 'B-LTA': archived }) => flipBit(archived, 400),
};

for (const { name, archived, trust, work, skipped } of samples) {
  describe(`${name}, archived`, () => {
    const fileOf = (level: string) => join(work, `level-${level.replaceAll(' ', '-')}.pdf`);
    const files = once(async () => {
      const levels = levelsOf(await readFile(archived));
      for (const level of LEVELS) await writeFile(fileOf(level), levels[level]);
      for (const [what, make] of Object.entries(TAMPERED)) await writeFile(fileOf(what), make(levels));
    });
    const judgements = once(async () => {
      await files();
      const names = [...LEVELS, ...Object.keys(TAMPERED)];
      const reports = await askPyHankoLongTerm(pyHanko, { trust, files: names.map(fileOf) });
      return new Map(names.map((each, index) => [each, reports[index]]));
    });

    for (const level of LEVELS) {
      check(`our verification says ${level}`, [skipped], async () => {
        await files();
        const { verdict, exitCode, signatures } = await verify(fileOf(level), trust, []);
        expect({ verdict, exitCode }).toEqual({ verdict: 'valid', exitCode: 0 });
        const ours = signatures.filter((each) => each.level !== 'timestamp');
        expect(ours.map((each) => [each.signer, each.level, each.trust])).toEqual(
          SIGNERS.map((signer) => [signer, level, 'trusted']),
        );
      });

      check(`pyHanko passes ${level} as far as it goes`, [skipped, noPyHanko], async () => {
        const report = (await judgements()).get(level);
        expect(report).toMatchObject({ error: null });
        expect(report?.signatures.map(({ signer, sound }) => [signer, sound])).toEqual(
          SIGNERS.map((signer) => [signer, true]),
        );
        const { lt, lta } = { lt: passes(report, 'lt'), lta: passes(report, 'lta') };
        expect({ lt, lta }).toEqual({ lt: level !== 'B-T', lta: level === 'B-LTA' });
        const stamps = level === 'B-LTA' ? [{ accepted: true, coverage: 'ENTIRE_FILE' }] : [];
        expect(report?.timestamps).toEqual(stamps);
      });

      check(
        `pdfsig and qpdf find nothing wrong at ${level}`,
        [skipped, missing.pdfsig, missing.qpdf],
        async () => {
          await files();
          expect(await complaintsOfQpdf(fileOf(level))).toBe('');
          const found = await askPdfsig(fileOf(level));
          const signatures = found.filter(({ type }) => type === 'ETSI.CAdES.detached');
          expect(signatures.map(({ valid }) => valid)).toEqual(SIGNERS.map(() => true));
          // pdfsig of this age can't check a document timestamp, but sees what it covers.
          expect(found.filter((each) => each.wholeDocument)).toHaveLength(level === 'B-LT' ? 0 : 1);
        },
      );
    }

    for (const what of Object.keys(TAMPERED)) {
      check(`nobody accepts it after a change: ${what}`, [skipped, noPyHanko], async () => {
        const report = (await judgements()).get(what);
        const stamped = report?.timestamps.every(({ accepted }) => accepted) ?? false;
        expect(passes(report, 'lta') && stamped, JSON.stringify(report)).toBe(false);
        const { verdict, exitCode } = await verify(fileOf(what), trust, []);
        expect({ verdict, exitCode }).toEqual({ verdict: 'invalid', exitCode: 1 });
      });
    }
  });
}

for (const { name, input, work, skipped } of samples.filter(({ kind }) => kind !== 'docx')) {
  describe(`${name}, signed with RSA`, () => {
    const made = once(async () => {
      const authorities = await rsaAuthorities();
      const levels = await signWithRsa(await readFile(input), authorities);
      const paths = {
        trust: join(work, 'rsa-root.pem'),
        crls: authorities.crls.map((_, i) => join(work, `rsa-${i}.crl`)),
      };
      await writeFile(paths.trust, authorities.trust);
      for (const [index, crl] of authorities.crls.entries()) await writeFile(paths.crls[index] ?? '', crl);
      const files = new Map<string, string>();
      for (const [level, pdf] of Object.entries(levels)) {
        const file = join(work, `rsa-${level}.pdf`);
        await writeFile(file, pdf);
        files.set(level, file);
      }
      return { ...paths, files };
    });

    check(
      'our verification says each level, and qpdf finds nothing wrong',
      [skipped, missing.qpdf],
      async () => {
        const { trust, files } = await made();
        for (const [level, file] of files) {
          const { verdict, signatures } = await verify(file, trust, []);
          expect({ verdict, level: signatures[0]?.level, trust: signatures[0]?.trust }).toEqual({
            verdict: 'valid',
            level,
            trust: 'trusted',
          });
          expect(await complaintsOfQpdf(file)).toBe('');
        }
      },
    );

    check('pyHanko accepts B-B and B-T with the lists beside them', [skipped, noPyHanko], async () => {
      const { trust, crls, files } = await made();
      const reports = await askPyHanko(pyHanko, {
        trust,
        crls,
        files: ['B-B', 'B-T'].map((level) => files.get(level) ?? ''),
      });
      expect(reports.map(acceptsAll)).toEqual([true, true]);
    });

    check('pyHanko passes B-LT and B-LTA by themselves', [skipped, noPyHanko], async () => {
      const { trust, files } = await made();
      const names = ['B-LT', 'B-LTA'].map((level) => files.get(level) ?? '');
      const [lt, lta] = await askPyHankoLongTerm(pyHanko, { trust, files: names });
      expect([passes(lt, 'lt'), passes(lta, 'lt'), passes(lta, 'lta')], JSON.stringify([lt, lta])).toEqual([
        true,
        true,
        true,
      ]);
    });
  });
}

function flipBit(pdf: Buffer, offset: number): Buffer {
  const changed = Buffer.from(pdf);
  changed.writeUInt8(changed.readUInt8(offset) ^ 1, offset);
  return changed;
}

/** Even and odd change places, so that it stays a hexadecimal digit. */
function otherDigit(pdf: Buffer, offset: number): Buffer {
  const changed = Buffer.from(pdf);
  const digit = Number.parseInt(pdf.toString('latin1', offset, offset + 1), 16);
  changed.write((digit ^ 1).toString(16), offset, 'latin1');
  return changed;
}
