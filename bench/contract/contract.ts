import { type Context, rootCertificate } from '@chopmark/core';
import { verifyPdf } from '@chopmark/crypto';
import { type Bench, type BenchOptions, median, type Row, rounded } from '../row.ts';
import { scannedContract } from '../sign/input-pdf.ts';
import { onInstallation } from './installation.ts';
import { runContract, signedFile } from './run-contract.ts';

const CASES = [
  { name: 'one after another', parallel: 1, contracts: 10 },
  { name: '4 in parallel', parallel: 4, contracts: 24 },
];
const WARM_UP = 3;

/** A whole contract of two parties on a file of 100 KB: draft, sent, both signed (B-T), completed. */
export const contractBench: Bench = async (options) => {
  const pdf = await scannedContract(100 * 1024, 4);
  return onInstallation(options.note, (owner) => measure(owner, pdf, options));
};

async function measure(owner: Context, pdf: Uint8Array, { note, smoke }: BenchOptions): Promise<Row[]> {
  const run = () => runContract(owner, pdf);
  if (!smoke) await timed(WARM_UP, 1, run);
  const rows: Row[] = [];
  for (const { name, parallel, contracts } of CASES) {
    note(`contract, ${name}`);
    const { total, each, last } = smoke
      ? await timed(Math.min(parallel, 2), 2, run)
      : await timed(contracts, parallel, run);
    await requireValid(owner, last.contractId);
    rows.push({
      bench: 'contract',
      case: name,
      subject: 'chopmark',
      perSecond: rounded(each.length / total),
      ratio: 1,
      seconds: rounded(median(each)),
    });
  }
  return rows;
}

/** `count` pieces of work, `parallel` of them under way at any time. @returns seconds */
async function timed<T>(count: number, parallel: number, work: () => Promise<T>) {
  const each: number[] = [];
  const results: T[] = [];
  let left = count;
  const began = performance.now();
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const since = performance.now();
      results.push(await work());
      each.push((performance.now() - since) / 1000);
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  const total = (performance.now() - began) / 1000;
  const last = results.at(-1);
  if (last === undefined) throw new Error('nothing was timed');
  return { total, each, last };
}

/** @throws Error when the file isn't certified and signed by both, each with a timestamp */
async function requireValid(owner: Context, contractId: string): Promise<void> {
  const signed = await signedFile(owner, contractId);
  const trust = [await rootCertificate(owner.core)];
  const report = await verifyPdf({ pdf: signed, trust, crls: [], now: new Date() });
  const levels = report.signatures.map(({ level }) => level).join();
  if (report.verdict === 'valid' && levels === 'B-T,B-T,B-T') return;
  throw new Error(`the contract's file isn't validly signed: ${JSON.stringify(report)}`);
}
