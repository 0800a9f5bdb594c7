import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Core,
  CoreError,
  issuingCrl,
  lineOf,
  rootCertificate,
  rootCrl,
  type SignerAlgorithm,
} from '@chopmark/core';
import { explain, pemEncode, type VerificationReport, verifyPdf } from '@chopmark/crypto';
import { type Installation, openInstallation } from '@chopmark/worker/installation';
import { algorithmNamed, algorithmOfTenant, withAlgorithm } from './demo/algorithm.ts';
import { runDemoContract } from './demo/run-contract.ts';
import { sampleContract } from './demo/sample-contract.ts';
import { readEnv } from './env.ts';
import { ensureAccounts } from './prepare-installation.ts';
import { createSteps } from './steps.ts';
import { withWorker } from './with-worker.ts';

const USAGE =
  'usage: npm run demo -- [FILE.pdf|FILE.docx] [--out DIR] [--level B|T|LT|LTA] [--algorithm ec|rsa|sm2]';
const LEVELS = { B: 'B-B', T: 'B-T', LT: 'B-LT', LTA: 'B-LTA' } as const;
const steps = createSteps((line) => console.log(line));

process.exitCode = await main();

/** 0: signed, and our verification says valid and trusted; 1: not; 2: unreadable input; 64: wrong use. */
async function main(): Promise<number> {
  const args = readArguments();
  if (!args) return 64;
  const file = await readInput(args.file);
  if (!file) return 2;
  const env = readEnv();
  const installation = await steps.step('database', () =>
    openInstallation({ dataDir: env.CHOPMARK_DATA, databaseUrl: env.DATABASE_URL, log: steps.note }),
  );
  try {
    const publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
    return await withWorker(installation, publicUrl, (core) =>
      signAndVerify(core, installation, { ...args, file, out: resolve(args.out) }),
    );
  } catch (error) {
    console.error(error instanceof CoreError ? `${error.message} (${error.code})` : error);
    return error instanceof CoreError && error.status < 500 ? 2 : 1;
  } finally {
    await installation.close();
  }
}

type Level = (typeof LEVELS)[keyof typeof LEVELS];
/** What is left out is as the tenant's contracts have it by default. */
type Choices = {
  level: Level | undefined;
  /** Of the signers' keys. */
  algorithm: SignerAlgorithm | undefined;
};
type Job = Choices & { file: { name: string; bytes: Uint8Array } | 'sample'; out: string };

async function signAndVerify(core: Core, installation: Installation, job: Job): Promise<number> {
  const tenant = await ensureAccounts(core, installation, steps);
  const file =
    job.file === 'sample'
      ? { name: '设计服务合同.pdf', bytes: await sampleContract({ owner: tenant.name, person: '李明' }) }
      : job.file;
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
  await mkdir(job.out, { recursive: true });
  const files: Record<string, Uint8Array | string> = {
    'signed.pdf': signed,
    'trust.pem': pemEncode(root, 'CERTIFICATE'),
    ...crls,
    'report.json': `${JSON.stringify(report, null, 2)}\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(job.out, name), content);
  for (const line of [...explain(report, 'zh-CN'), ...explain(report, 'en')]) console.log(line);
  console.log(`level reached: ${levelsOf(report)}`);
  console.log(`written to ${job.out}: ${Object.keys(files).join(', ')}`);
  const good = report.verdict === 'valid' && report.signatures.every((each) => each.trust === 'trusted');
  return good ? 0 : 1;
}

/** Of the signatures; a document timestamp has none of its own. */
function levelsOf({ signatures }: VerificationReport): string {
  const levels = signatures.map(({ level }) => level).filter((level) => level !== 'timestamp');
  return [...new Set(levels)].join(', ');
}

type Arguments = Choices & { file: string | undefined; out: string };

function readArguments(): Arguments | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        out: { type: 'string', default: 'chopmark-demo' },
        level: { type: 'string' },
        algorithm: { type: 'string' },
      },
    });
    const level = levelNamed(values.level);
    const algorithm = values.algorithm === undefined ? undefined : algorithmNamed(values.algorithm);
    const isKnown =
      (level !== undefined || values.level === undefined) &&
      (algorithm !== undefined || values.algorithm === undefined);
    if (positionals.length <= 1 && isKnown) {
      return { file: positionals[0], out: values.out, level, algorithm };
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  console.error(USAGE);
  return undefined;
}

function levelNamed(name: string | undefined): Level | undefined {
  return Object.entries(LEVELS).find(([known]) => known === name?.toUpperCase())?.[1];
}

async function readInput(path: string | undefined): Promise<Job['file'] | undefined> {
  if (path === undefined) return 'sample';
  try {
    return { name: basename(path), bytes: new Uint8Array(await readFile(path)) };
  } catch (error) {
    console.error(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
