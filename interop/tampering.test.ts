import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { verify } from './chopmark/commands.ts';
import { contractsOf, MAKING_MS, makeContracts } from './chopmark/contracts.ts';
import { judge } from './chopmark/judge.ts';
import { askPdfsig } from './outside/pdfsig.ts';
import { acceptsAll, askPyHanko, coversWholeFile } from './outside/pyhanko.ts';
import * as tamper from './tamper.ts';

const { missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;

const CERTIFICATION = 0;
const LAST = 2;

type Case = {
  name: string;
  make: tamper.Tampering;
  ours: 'invalid' | 'modified';
  /** The others don't look at everything: `not whole` is what is left when they see only that bytes aren't covered. */
  pyHanko: 'refused' | 'not whole' | 'not asked';
  pdfsig: 'refused' | 'not whole' | 'not asked';
};

const broken = { ours: 'invalid', pyHanko: 'refused', pdfsig: 'refused' } as const;
// pdfsig compares no revisions.
const appended = { ours: 'modified', pyHanko: 'refused', pdfsig: 'not whole' } as const;

const CASES: Case[] = [
  { name: 'a bit of a page', make: tamper.pageContent, ...broken },
  { name: 'a digit of the certification', make: tamper.signatureContents(CERTIFICATION), ...broken },
  { name: 'a digit of the last signature', make: tamper.signatureContents(LAST), ...broken },
  {
    name: 'a zero behind the last signature',
    make: tamper.padding,
    ...broken,
    pyHanko: 'not asked',
    pdfsig: 'not whole',
  },
  { name: 'the time in the certification’s timestamp', make: tamper.timestampTime(CERTIFICATION), ...broken },
  {
    name: 'the time in the last timestamp',
    make: tamper.timestampTime(LAST),
    ours: 'invalid',
    pyHanko: 'refused',
    pdfsig: 'not asked',
  },
  { name: 'a covered cross-reference', make: tamper.coveredCrossReference, ...broken },
  { name: 'the whole file, written anew', make: tamper.rewriteFile, ...broken },
  { name: 'a page, in a new revision', make: tamper.drawOnPage, ...appended },
  { name: 'an annotation over a page, in a new revision', make: tamper.annotatePage, ...appended },
  { name: 'the date of a signer, in a new revision', make: tamper.changeFilledDate, ...appended },
  { name: 'plain bytes at the end', make: tamper.appendBytes, ...appended, pyHanko: 'not whole' },
];

const contracts = contractsOf({ algorithms: ['ec'], levels: ['T'] });
beforeAll(() => makeContracts(contracts), MAKING_MS);

for (const { sample, signed: original, trust, crls, work, skipped } of contracts) {
  const needs = [skipped, missing.qpdf, missing.openssl];
  const fileOf = (index: number) => join(work, `changed-${index}.pdf`);

  const makeFiles = once(async () => {
    const pdf = await readFile(original);
    for (const [index, { make }] of CASES.entries()) {
      await writeFile(fileOf(index), await make({ pdf, path: original, work }));
    }
  });
  const pyHankoReports = once(async () => {
    await makeFiles();
    // The untouched file too: whoever refuses that one says nothing about the others.
    const files = [original, ...CASES.map((_, index) => fileOf(index))];
    const [[untouched, ...changed] = []] = await askPyHanko(pyHanko, [{ trust: [trust], crls, files }]);
    expect(untouched && acceptsAll(untouched)).toBe(true);
    return changed;
  });
  const pdfsigAcceptsOriginal = once(async () => {
    const found = await askPdfsig(original);
    expect(found).toHaveLength(LAST + 1);
    expect(found.every(({ valid }) => valid) && found.some((each) => each.wholeDocument)).toBe(true);
  });

  for (const [index, changed] of CASES.entries()) {
    describe(`${sample.name}, changed: ${changed.name}`, () => {
      check(`our verification says ${changed.ours}`, needs, async () => {
        await makeFiles();
        const { verdict } = await judge(fileOf(index), [trust], crls);
        expect(verdict).toBe(changed.ours);
        if (index > 0) return;
        // The command says the same, once.
        const { exitCode, ...said } = await verify(fileOf(index), trust, crls);
        expect({ verdict: said.verdict, exitCode }).toEqual({ verdict: changed.ours, exitCode: 1 });
      });

      if (changed.pyHanko !== 'not asked') {
        check(`pyHanko says ${changed.pyHanko}`, [...needs, noPyHanko], async () => {
          const report = (await pyHankoReports())[index];
          if (!report) throw new Error('pyHanko gave too few reports');
          const good = changed.pyHanko === 'refused' ? acceptsAll(report) : coversWholeFile(report);
          expect(good, JSON.stringify(report)).toBe(false);
        });
      }

      if (changed.pdfsig !== 'not asked') {
        check(`pdfsig says ${changed.pdfsig}`, [...needs, missing.pdfsig], async () => {
          await makeFiles();
          await pdfsigAcceptsOriginal();
          const found = await askPdfsig(fileOf(index));
          const allValid = found.length === LAST + 1 && found.every(({ valid }) => valid);
          const good = changed.pdfsig === 'refused' ? allValid : found.some((each) => each.wholeDocument);
          expect(good, JSON.stringify(found)).toBe(false);
        });
      }
    });
  }
}
