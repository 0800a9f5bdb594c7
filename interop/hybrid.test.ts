import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { verify } from './chopmark/commands.ts';
import { rsaAuthorities, signWithRsa } from './chopmark/rsa-archive.ts';
import { askPdfsig } from './outside/pdfsig.ts';
import { askPyHanko } from './outside/pyhanko.ts';
import { askPyHankoLongTerm, passes } from './outside/pyhanko-long-term.ts';
import { complaintsOfQpdf, crossReference } from './outside/qpdf.ts';
import { hybridPdf } from './samples/hybrid-pdf.ts';

/** A hybrid-reference file (ISO 32000-2 §7.5.8.4), signed at each level: a table before the stream of compressed objects. */

const { missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;

const LEVELS = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

const made = once(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-hybrid-'));
  folders.push(folder);
  const authorities = await rsaAuthorities();
  const levels = await signWithRsa(hybridPdf(), authorities);
  const paths = {
    input: join(folder, 'input.pdf'),
    trust: join(folder, 'root.pem'),
    crls: authorities.crls.map((_, index) => join(folder, `${index}.crl`)),
    fileOf: (level: string) => join(folder, `${level}.pdf`),
  };
  await writeFile(paths.input, hybridPdf());
  await writeFile(paths.trust, authorities.trust);
  for (const [index, crl] of authorities.crls.entries()) await writeFile(paths.crls[index] ?? '', crl);
  for (const level of LEVELS) await writeFile(paths.fileOf(level), levels[level]);
  return paths;
});

check('it is the kind of file it is meant to be', [missing.qpdf], async () => {
  const { input } = await made();
  expect(await complaintsOfQpdf(input)).toBe('');
  const { offsets, compressed } = await crossReference(input);
  expect({ plain: offsets.size, compressed }).toEqual({ plain: 6, compressed: 3 });
});

for (const level of LEVELS) {
  check(`our verification says ${level} and that the file is hybrid`, [], async () => {
    const { trust, fileOf } = await made();
    const { verdict, signatures, warnings } = await verify(fileOf(level), trust, []);
    expect({ verdict, level: signatures[0]?.level, trust: signatures[0]?.trust }).toEqual({
      verdict: 'valid',
      level,
      trust: 'trusted',
    });
    expect(warnings).toEqual([expect.objectContaining({ code: 'HYBRID_FILE' })]);
  });

  check(`pdfsig and qpdf find nothing wrong at ${level}`, [missing.pdfsig, missing.qpdf], async () => {
    const { fileOf } = await made();
    expect(await complaintsOfQpdf(fileOf(level))).toBe('');
    const signatures = await askPdfsig(fileOf(level));
    expect(signatures[0]).toMatchObject({ signer: 'RSA Signer', valid: true });
    expect(signatures.filter((each) => each.wholeDocument)).toHaveLength(level === 'B-LT' ? 0 : 1);
  });

  check(`pyHanko accepts ${level}, not reading strictly`, [noPyHanko], async () => {
    const { trust, crls, fileOf } = await made();
    const job = { trust: [trust], crls, files: [fileOf(level)] };
    const [[report] = [], [strict] = []] = await askPyHanko(pyHanko, [{ ...job, strict: false }, job]);
    expect(report).toMatchObject({
      error: null,
      signatures: expect.arrayContaining([
        expect.objectContaining({ accepted: true, intact: true, valid: true, trusted: true }),
      ]),
    });
    // Reading strictly it takes no signature in any hybrid file, whoever made it.
    expect(strict?.signatures[0]?.error).toContain('hybrid-reference files');
  });
}

check('pyHanko passes the archive by EN 319 102-1 with what is in it', [noPyHanko], async () => {
  const { trust, fileOf } = await made();
  const job = { trust: [trust], files: [fileOf('B-LTA')], strict: false };
  const [[report] = []] = await askPyHankoLongTerm(pyHanko, [job]);
  expect(passes(report, 'lt') && passes(report, 'lta'), JSON.stringify(report)).toBe(true);
  expect(report?.timestamps).toEqual([{ accepted: true, coverage: 'ENTIRE_FILE' }]);
});
