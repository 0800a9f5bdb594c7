import { expect, test } from 'vitest';
import { z } from 'zod';
import { pyHankoEnvironment } from '../interop/outside/pyhanko-environment.ts';
import { benches } from './benches.ts';
import { rowSchema } from './row.ts';
import { scannedContract } from './sign/input-pdf.ts';

const rowsOf = async (name: string) => {
  const bench = await benches[name]?.();
  const notes: string[] = [];
  const rows = await bench?.({ note: (line) => notes.push(line), smoke: true });
  return { rows: z.array(rowSchema).parse(JSON.parse(JSON.stringify(rows))), notes };
};

test('sign: every subject signs validly at both sizes; without Python only pyHanko is left out, and that is said', async () => {
  const { rows, notes } = await rowsOf('sign');
  const environment = await pyHankoEnvironment(() => {});
  const ours = ['chopmark', 'chopmark, new memory'];
  const subjects = [...ours, 'libpdf', 'signpdf', ...('python' in environment ? ['pyhanko'] : [])];
  const cases = ['100 KB', '5 MB'];
  expect(rows.map((row) => `${row.case} ${row.subject}`)).toEqual(
    cases.flatMap((name) => subjects.map((subject) => `${name} ${subject}`)),
  );
  expect(notes.some((line) => line.includes('WITHOUT pyhanko'))).toBe(!('python' in environment));
  for (const { subject, ratio } of rows) if (subject === 'chopmark') expect(ratio).toBe(1);
}, 300_000);

test('verify: ours and pyHanko find every signature of the same files good', async () => {
  const { rows } = await rowsOf('verify');
  const environment = await pyHankoEnvironment(() => {});
  const subjects = ['chopmark', ...('python' in environment ? ['pyhanko'] : [])];
  const cases = ['100 KB', '5 MB', '100 KB, 10 signatures'];
  expect(rows.map((row) => `${row.case} ${row.subject}`)).toEqual(
    cases.flatMap((name) => subjects.map((subject) => `${name} ${subject}`)),
  );
}, 300_000);

test('many: the fiftieth signature beside a first one', async () => {
  const { rows } = await rowsOf('many');
  expect(rows.map((row) => row.subject)).toEqual(['chopmark', 'first signature on as many bytes']);
}, 300_000);

test('contract: whole contracts run alone and side by side', async () => {
  const { rows } = await rowsOf('contract');
  expect(rows.map((row) => [row.case, row.subject])).toEqual([
    ['one after another', 'chopmark'],
    ['4 in parallel', 'chopmark'],
  ]);
}, 300_000);

test('keys: certificates are issued with keys of the pool, and without', async () => {
  const { rows } = await rowsOf('keys');
  expect(rows.map((row) => [row.case, row.subject])).toEqual([
    ['RSA-2048 key', 'chopmark'],
    ['RSA-2048 key', 'without the pool'],
    ['RSA-2048 certificate', 'chopmark'],
    ['RSA-2048 certificate', 'without the pool'],
  ]);
}, 300_000);

test('an input file is as large as its case says', async () => {
  const size = 100 * 1024;
  const { length } = await scannedContract(size, 4);
  expect(length).toBeLessThanOrEqual(size);
  expect(length).toBeGreaterThan(size * 0.99);
});
