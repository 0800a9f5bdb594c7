import { type Context, rootCertificate } from '@chopmark/core';
import { verifyPdf } from '@chopmark/crypto';
import { type Bench, median, type Row, rounded } from '../row.ts';
import { scannedContract } from '../sign/input-pdf.ts';
import { openBenchInstallation } from './installation.ts';
import { runContract, signedFile } from './run-contract.ts';

const CASES = [
  { name: 'one after another', parallel: 1, contracts: 10 },
  { name: '4 in parallel', parallel: 4, contracts: 24 },
];
const WARM_UP = 3;

/** A whole contract of two parties on a file of 100 KB: draft, sent, both signed (B-T), completed. */
export const contractBench: Bench = async ({ note, smoke }) => {
  const pdf = await scannedContract(100 * 1024, 4);
  const installation = await openBenchInstallation(note);
  try {
    const { owner } = installation;
    for (let done = 0; done < (smoke ? 1 : WARM_UP); done += 1) await requireValid(owner, pdf);
    const rows: Row[] = [];
    for (const { name, parallel, contracts } of CASES) {
      note(`contract, ${name}`);
      const count = smoke ? parallel : contracts;
      const { total, each } = await timed(count, parallel, () => runContract(owner, pdf));
      rows.push({
        bench: 'contract',
        case: name,
        subject: 'chopmark',
        perSecond: rounded(count / total),
        ratio: 1,
        seconds: rounded(median(each)),
      });
    }
    await requireValid(owner, pdf);
    return rows;
  } finally {
    await installation.close();
  }
};

/** `count` pieces of work, `parallel` of them under way at any time. @returns seconds */
async function timed(
  count: number,
  parallel: number,
  work: () => Promise<unknown>,
): Promise<{ total: number; each: number[] }> {
  const each: number[] = [];
  let left = count;
  const began = performance.now();
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const since = performance.now();
      await work();
      each.push((performance.now() - since) / 1000);
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return { total: (performance.now() - began) / 1000, each };
}

/** @throws Error when the file isn't certified and signed by both, each with a timestamp */
async function requireValid(owner: Context, pdf: Uint8Array): Promise<void> {
  const { contractId } = await runContract(owner, pdf);
  const signed = await signedFile(owner, contractId);
  const trust = [await rootCertificate(owner.core)];
  const report = await verifyPdf({ pdf: signed, trust, crls: [], now: new Date() });
  const levels = report.signatures.map(({ level }) => level).join();
  if (report.verdict === 'valid' && levels === 'B-T,B-T,B-T') return;
  throw new Error(`the contract's file isn't validly signed: ${JSON.stringify(report)}`);
}
