import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { verify } from './chopmark/commands.ts';
import { askPdfsig } from './outside/pdfsig.ts';
import { acceptsAll, askPyHanko } from './outside/pyhanko.ts';
import * as tamper from './tamper.ts';

const { samples, missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;

const CERTIFICATION = 0;
const LAST = 2;

type Case = {
  name: string;
  make: tamper.Tampering;
  ours: 'invalid' | 'modified';
  /** What pdfsig can know: it judges neither timestamps nor what a later revision changes, only that one is there. */
  pdfsig: 'not valid' | 'not whole' | 'not asked';
};

const CASES: Case[] = [
  { name: 'a bit of a page', make: tamper.pageContent, ours: 'invalid', pdfsig: 'not valid' },
  {
    name: 'a digit of the certification',
    make: tamper.signatureContents(CERTIFICATION),
    ours: 'invalid',
    pdfsig: 'not valid',
  },
  {
    name: 'a digit of the last signature',
    make: tamper.signatureContents(LAST),
    ours: 'invalid',
    pdfsig: 'not valid',
  },
  {
    name: 'the time in the certification’s timestamp',
    make: tamper.timestampTime(CERTIFICATION),
    ours: 'invalid',
    pdfsig: 'not valid',
  },
  {
    name: 'the time in the last timestamp',
    make: tamper.timestampTime(LAST),
    ours: 'invalid',
    pdfsig: 'not asked',
  },
  {
    name: 'a covered cross-reference',
    make: tamper.coveredCrossReference,
    ours: 'invalid',
    pdfsig: 'not valid',
  },
  { name: 'the whole file, written anew', make: tamper.rewriteFile, ours: 'invalid', pdfsig: 'not valid' },
  { name: 'a page, in a new revision', make: tamper.drawOnPage, ours: 'modified', pdfsig: 'not whole' },
  {
    name: 'a page, by an annotation in a new revision',
    make: tamper.annotatePage,
    ours: 'modified',
    pdfsig: 'not whole',
  },
  {
    name: 'a signer’s date, in a new revision',
    make: tamper.changeFilledDate,
    ours: 'modified',
    pdfsig: 'not whole',
  },
  { name: 'the end, by plain bytes', make: tamper.appendBytes, ours: 'modified', pdfsig: 'not whole' },
];

describe.each(samples)('changed after signing: $name', ({ out, work, skipped }) => {
  const original = join(out, 'signed.pdf');
  const trust = join(out, 'trust.pem');
  const crls = [join(out, 'root.crl'), join(out, 'issuing.crl')];
  const needs = [skipped, missing.qpdf, missing.openssl];
  const fileOf = (index: number) => join(work, `changed-${index}.pdf`);

  const files = once(async () => {
    const pdf = await readFile(original);
    for (const [index, { make }] of CASES.entries()) {
      await writeFile(fileOf(index), await make({ pdf, path: original, work }));
    }
    return CASES.map((_, index) => fileOf(index));
  });
  /** The untouched file first: whoever refuses that one says nothing about the others. */
  const pyHankoReports = once(async () =>
    askPyHanko(pyHanko, { trust, crls, files: [original, ...(await files())] }),
  );

  describe.each(CASES.map((each, index) => ({ ...each, index })))('$name', ({ ours, pdfsig, index }) => {
    check(`our verification says ${ours} and ends with 1`, needs, async () => {
      await files();
      const { verdict, exitCode } = await verify(fileOf(index), trust, crls);
      expect({ verdict, exitCode }).toEqual({ verdict: ours, exitCode: 1 });
    });

    check('pyHanko does not accept it', [...needs, noPyHanko], async () => {
      const [untouched, ...changed] = await pyHankoReports();
      const report = changed[index];
      if (!untouched || !report) throw new Error('pyHanko gave too few reports');
      expect(acceptsAll(untouched)).toBe(true);
      expect(acceptsAll(report)).toBe(false);
    });

    if (pdfsig === 'not asked') return;
    check(`pdfsig calls it ${pdfsig}`, [...needs, missing.pdfsig], async () => {
      await files();
      const intact = await askPdfsig(original);
      expect(intact.every(({ valid }) => valid) && intact.some((each) => each.wholeDocument)).toBe(true);
      const found = await askPdfsig(fileOf(index));
      const allValid = found.length === intact.length && found.every(({ valid }) => valid);
      expect(pdfsig === 'not valid' ? allValid : found.some((each) => each.wholeDocument)).toBe(false);
    });
  });
});
