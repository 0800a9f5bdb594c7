import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Core, CoreError, issuingCrl, lineOf, rootCertificate, rootCrl } from '@chopmark/core';
import { explain, pemEncode, type VerificationReport, verifyPdf } from '@chopmark/crypto';
import { openInstallation } from '@chopmark/worker/installation';
import type { DemoTenant } from './demo/accounts.ts';
import { algorithmOfTenant, withAlgorithm } from './demo/algorithm.ts';
import { type DemoJob, readArguments } from './demo/arguments.ts';
import { runDemoContract } from './demo/run-contract.ts';
import { sampleContract } from './demo/sample-contract.ts';
import { readEnv } from './env.ts';
import { ensureAccounts } from './prepare-installation.ts';
import { createSteps } from './steps.ts';
import { withWorker } from './with-worker.ts';

type Input = { name: string; bytes: Uint8Array } | 'sample';
type Job = DemoJob & { input: Input };
const steps = createSteps((line) => console.log(line));

process.exitCode = await main();

/** 0: signed, and our verification says valid and trusted; 1: not; 2: unusable input; 64: wrong use. The worst of several contracts. */
async function main(): Promise<number> {
  const wanted = readArguments();
  if (!wanted) return 64;
  const jobs = await readInputs(wanted);
  if (!jobs) return 2;
  const env = readEnv();
  const installation = await steps.step('database', () =>
    openInstallation({ dataDir: env.CHOPMARK_DATA, databaseUrl: env.DATABASE_URL, log: steps.note }),
  );
  try {
    const publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
    return await withWorker(installation, publicUrl, async (core) => {
      const tenant = await ensureAccounts(core, installation, steps);
      const codes: number[] = [];
      // One after the other: each reads the mail of the same people.
      for (const job of jobs) codes.push(await guarded(() => signAndVerify(core, tenant, job)));
      return Math.max(...codes);
    });
  } catch (error) {
    console.error(error);
    return 1;
  } finally {
    await installation.close();
  }
}

async function guarded(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    console.error(error instanceof CoreError ? `${error.message} (${error.code})` : error);
    return error instanceof CoreError && error.status < 500 ? 2 : 1;
  }
}

async function signAndVerify(core: Core, tenant: DemoTenant, job: Job): Promise<number> {
  const file =
    job.input === 'sample'
      ? { name: '设计服务合同.pdf', bytes: await sampleContract({ owner: tenant.name, person: '李明' }) }
      : job.input;
  const algorithm = job.algorithm ?? (await algorithmOfTenant(core, tenant));
  const { signed } = await withAlgorithm(core, tenant, algorithm, () =>
    runDemoContract(core, tenant, { file, level: job.level }, steps),
  );

  const line = lineOf(algorithm);
  const root = await rootCertificate(core, line);
  // After the last certificate was issued, so that the lists speak for all of them.
  const crls = {
    'root.crl': await rootCrl(core, line),
    'issuing.crl': await issuingCrl(core, tenant.slug, line),
  };
  const report = await steps.step('verify', () =>
    verifyPdf({ pdf: signed, trust: [root], crls: Object.values(crls), now: core.now() }),
  );
  const out = resolve(job.out);
  await mkdir(out, { recursive: true });
  const files: Record<string, Uint8Array | string> = {
    'signed.pdf': signed,
    'trust.pem': pemEncode(root, 'CERTIFICATE'),
    ...crls,
    'report.json': `${JSON.stringify(report, null, 2)}\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(out, name), content);
  for (const line of [...explain(report, 'zh-CN'), ...explain(report, 'en')]) console.log(line);
  console.log(`level reached: ${levelsOf(report)}`);
  console.log(`written to ${out}: ${Object.keys(files).join(', ')}`);
  const good = report.verdict === 'valid' && report.signatures.every((each) => each.trust === 'trusted');
  return good ? 0 : 1;
}

/** Of the signatures; a document timestamp has none of its own. */
function levelsOf({ signatures }: VerificationReport): string {
  const levels = signatures.map(({ level }) => level).filter((level) => level !== 'timestamp');
  return [...new Set(levels)].join(', ');
}

async function readInputs(wanted: DemoJob[]): Promise<Job[] | undefined> {
  const jobs: Job[] = [];
  for (const job of wanted) {
    const input = await readInput(job.file);
    if (!input) return undefined;
    jobs.push({ ...job, input });
  }
  return jobs;
}

async function readInput(path: string | undefined): Promise<Input | undefined> {
  if (path === undefined) return 'sample';
  try {
    return { name: basename(path), bytes: new Uint8Array(await readFile(path)) };
  } catch (error) {
    console.error(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
