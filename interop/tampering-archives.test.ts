import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { type Contract, contractsOf, MAKING_MS, makeContracts } from './chopmark/contracts.ts';
import { judge, signaturesOf } from './chopmark/judge.ts';
import { askPdfsig } from './outside/pdfsig.ts';
import { askPyHankoLongTerm, coversWholeFile, passes } from './outside/pyhanko-long-term.ts';
import { SIGNERS } from './signers.ts';
import * as tamper from './tamper.ts';

/** What somebody does to a file at B-LT or B-LTA who has no keys. */

const { missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;

/**
 * `lower level`: nothing that is signed was changed, but what is left doesn't reach the level, which is all that can be said.
 * `not whole`: all the judge sees is that bytes aren't covered. `not looked at`: it knows nothing of what was changed.
 */
type Case = {
  name: string;
  make: tamper.Tampering;
  ours: 'invalid' | 'modified' | 'lower level';
  pyHanko: 'refused' | 'not whole' | 'not looked at';
  pdfsig: 'refused' | 'not whole' | 'not looked at';
};

const broken = { ours: 'invalid', pyHanko: 'refused', pdfsig: 'refused' } as const;
const ALWAYS: Case[] = [
  { name: 'a bit of a page', make: tamper.pageContent, ...broken },
  { name: 'a digit of the certification', make: tamper.signatureContents(0), ...broken },
  { name: 'a digit of the last signature', make: tamper.signatureContents(2), ...broken },
];
const inNewRevision = { name: 'a page, in a new revision', make: tamper.drawOnPage };
const atTheEnd = { name: 'plain bytes at the end', make: tamper.appendBytes };
/** pdfsig knows neither security stores nor document timestamps. */
const unseen = { pyHanko: 'refused', pdfsig: 'not looked at' } as const;
// pdfsig compares no revisions.
const appended = { ours: 'modified', pyHanko: 'refused', pdfsig: 'not whole' } as const;
const CASES: Record<'LT' | 'LTA', Case[]> = {
  // The store comes after the last signature, so that no judge but us finds more uncovered bytes strange.
  LT: [
    ...ALWAYS,
    { ...inNewRevision, ours: 'modified', ...unseen },
    { ...atTheEnd, ours: 'modified', pyHanko: 'not looked at', pdfsig: 'not looked at' },
    { name: 'a bit of a stored list', make: tamper.storedItem('crls'), ours: 'lower level', ...unseen },
    { name: 'the name of the store', make: tamper.storeUnnamed, ours: 'lower level', ...unseen },
  ],
  LTA: [
    ...ALWAYS,
    { ...inNewRevision, ...appended },
    { ...atTheEnd, ...appended, pyHanko: 'not whole' },
    { name: 'a bit of a stored list', make: tamper.storedItem('crls'), ours: 'invalid', ...unseen },
    { name: 'a bit of a stored response', make: tamper.storedItem('ocsps'), ours: 'invalid', ...unseen },
    {
      name: 'a bit of a stored certificate',
      make: tamper.storedItem('certificates'),
      ours: 'invalid',
      ...unseen,
    },
    { name: 'the name of the store', make: tamper.storeUnnamed, ours: 'invalid', ...unseen },
    { name: 'a digit of the document timestamp', make: tamper.documentTimestamp, ours: 'invalid', ...unseen },
    {
      name: 'the store, taken away in a new revision',
      make: tamper.storeRemoved,
      ...appended,
    },
    { name: 'the document timestamp, cut off', make: tamper.archiveCutOff, ours: 'lower level', ...unseen },
  ],
};

const contracts = [
  ...contractsOf({ algorithms: ['ec'], levels: ['LT', 'LTA'] }),
  ...contractsOf({ kinds: ['classic'], algorithms: ['rsa', 'sm2'], levels: ['LTA'] }),
];
beforeAll(() => makeContracts(contracts), MAKING_MS);

for (const contract of contracts) {
  const { algorithm, level, signed, trust, work, skipped } = contract;
  const cases = level === 'LT' ? CASES.LT : CASES.LTA;
  const needs = [skipped, missing.qpdf, missing.openssl];
  const fileOf = (index: number) => join(work, `changed-${index}.pdf`);
  const makeFiles = once(async () => {
    const pdf = await readFile(signed);
    for (const [index, { make }] of cases.entries()) {
      await writeFile(fileOf(index), await make({ pdf, path: signed, work }));
    }
  });
  const reports = once(async () => {
    await makeFiles();
    const files = [signed, ...cases.map((_, index) => fileOf(index))];
    const [[untouched, ...changed] = []] = await askPyHankoLongTerm(pyHanko, [{ trust: [trust], files }]);
    expect(passes(untouched, level === 'LTA' ? 'lta' : 'lt')).toBe(true);
    expect(untouched && coversWholeFile(untouched)).toBe(level === 'LTA');
    return changed;
  });

  for (const [index, changed] of cases.entries()) {
    describe(`${contract.name}, changed: ${changed.name}`, () => {
      check(`our verification says ${changed.ours}`, needs, async () => {
        await makeFiles();
        await expectOurs(contract, fileOf(index), changed.ours);
      });

      // Neither knows SM2; BouncyCastle is asked about those files.
      if (algorithm === 'sm2') return;

      check(`pyHanko says ${changed.pyHanko}`, [...needs, noPyHanko], async () => {
        const report = (await reports())[index];
        if (!report) throw new Error('pyHanko gave too few reports');
        const stamped = report.timestamps.every(({ accepted }) => accepted);
        const good = passes(report, level === 'LTA' ? 'lta' : 'lt') && stamped;
        expect(good, JSON.stringify(report)).toBe(changed.pyHanko !== 'refused');
        if (changed.pyHanko === 'not whole') expect(coversWholeFile(report)).toBe(false);
      });

      check(`pdfsig says ${changed.pdfsig}`, [...needs, missing.pdfsig], async () => {
        await makeFiles();
        const found = await askPdfsig(fileOf(index));
        const signatures = found.filter(({ type }) => type === 'ETSI.CAdES.detached');
        const valid = signatures.length === SIGNERS.length && signatures.every((each) => each.valid);
        expect(valid).toBe(changed.pdfsig !== 'refused');
        if (changed.pdfsig === 'not whole') expect(found.some((each) => each.wholeDocument)).toBe(false);
      });
    });
  }
}

async function expectOurs({ level, trust }: Contract, file: string, expected: Case['ours']): Promise<void> {
  const report = await judge(file, [trust]);
  if (expected !== 'lower level') return expect(report.verdict).toBe(expected);
  const levels = signaturesOf(report).map((each) => each.level);
  expect(levels).toHaveLength(SIGNERS.length);
  expect(levels).not.toContain(`B-${level}`);
  if (level === 'LT') expect(report.signatures.map((each) => each.reasons.length > 0)).toContain(true);
}
