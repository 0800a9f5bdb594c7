import {
  type Context,
  type Core,
  certifySigner,
  createCore,
  type KeyPoolMarks,
  openMasterKeys,
} from '@chopmark/core';
import { describeCertificate } from '@chopmark/crypto';
import type { Installation } from '@chopmark/worker/installation';
import { pino } from 'pino';
import { masterKeyVariables } from '../../scripts/env.ts';
import { onInstallation } from '../contract/installation.ts';
import { type Bench, type BenchOptions, median, type Row, rounded } from '../row.ts';

const ALGORITHM = 'rsa-2048';
const ROUNDS = 25;
/** Signers in one turn: a contract rarely has one, and what made keys before them leaves both processor and database cold. */
const TURN = 4;
/** Rounds that aren't counted, so that what is measured is a process that has worked before: after twenty signers it grew quicker still. */
const WARM_UP = 15;

/**
 * An RSA-2048 certificate of a signer: a key of its own, stored sealed, and the issuing CA's certificate for it. With the
 * pool the key was made before; without, it is made now.
 */
export const keysBench: Bench = (options) =>
  onInstallation(options.note, (owner, installation) => measure(owner, installation, options));

async function measure(
  { actor }: Context,
  installation: Installation,
  { note, smoke }: BenchOptions,
): Promise<Row[]> {
  if (actor.kind !== 'member') throw new Error('the bench needs an enterprise');
  const { tenantId } = actor;
  const [rounds, warmUp] = smoke ? [2, 1] : [ROUNDS, WARM_UP];
  // For each signer one for the key alone and one for the certificate.
  const stock = 2 * TURN * (warmUp + rounds);
  note(`keys: ${stock} keys are made in advance`);
  await using(installation, { [ALGORITHM]: { low: stock, high: stock } }, fillPool);
  const times = { pooled: [] as Times[], made: [] as Times[] };
  await using(installation, { [ALGORITHM]: { low: 0, high: stock } }, (pooled) =>
    using(installation, {}, async (plain) => {
      for (let round = -warmUp; round < rounds; round++) {
        const [withPool, without] = [await issueTurn(pooled, tenantId), await issueTurn(plain, tenantId)];
        if (round < 0) continue;
        times.pooled.push(...withPool);
        times.made.push(...without);
      }
      await requireTaken(pooled, stock);
    }),
  );
  return [
    ...rowsOf(
      'RSA-2048 key',
      times.pooled.map(({ key }) => key),
      times.made.map(({ key }) => key),
    ),
    ...rowsOf(
      'RSA-2048 certificate',
      times.pooled.map(({ whole }) => whole),
      times.made.map(({ whole }) => whole),
    ),
  ];
}

/** A core of its own on the installation, as a further process would have it. */
async function using(
  { folder, urls }: Installation,
  keyPool: KeyPoolMarks,
  work: (core: Core) => Promise<void>,
): Promise<void> {
  const core = await createCore({
    database: { appUrl: urls.app, relayUrl: urls.relay },
    masterKeys: await openMasterKeys(masterKeyVariables(folder)),
    publicUrl: 'http://localhost',
    log: pino({ level: 'silent' }),
    keyPool,
  });
  try {
    await work(core);
  } finally {
    await core.close();
  }
}

/** Asking for a key puts the algorithm into use; there is none yet. */
async function fillPool(core: Core): Promise<void> {
  await core.keyPool.take(ALGORITHM);
  while (((await core.keyPool.metrics())[0]?.size ?? 0) < ((await core.keyPool.metrics())[0]?.high ?? 0)) {
    await core.keyPool.tend();
  }
}

/** In seconds: until a key was there, sealed for its tenant; until one was stored together with its certificate. */
type Times = { key: number; whole: number };

async function issueTurn(core: Core, tenantId: string): Promise<Times[]> {
  const times: Times[] = [];
  for (let signer = 0; signer < TURN; signer += 1) times.push(await issue(core, tenantId));
  return times;
}

/** What the signing job does for a signer once it knows who signs what; the key apart, and with its certificate. */
async function issue(core: Core, tenantId: string): Promise<Times> {
  const key = await seconds(async () => {
    const { sealed } = await core.signerKeys.make({ tenantId, algorithm: ALGORITHM });
    await sealed;
  });
  let certificate: Uint8Array = new Uint8Array();
  const whole = await seconds(async () => {
    certificate = await certifySigner(core, {
      tenantId,
      algorithm: ALGORITHM,
      profile: 'person',
      subject: { commonName: '王芳', country: 'CN' },
    });
  });
  if (describeCertificate(certificate).subject.text.includes('王芳')) return { key, whole };
  throw new Error('the CA issued a certificate for somebody else');
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/**
 * All keys that were made are handed out, and no other: none is left in the table, nor in the process's reserve.
 * @throws Error when a key did not come from the pool: then the figure is none of the pool's
 */
async function requireTaken(core: Core, count: number): Promise<void> {
  const [metrics] = await core.keyPool.metrics();
  if (metrics?.taken === count && metrics.missed === 0 && metrics.size + metrics.reserved === 0) return;
  throw new Error(`the pool did not give the keys: ${JSON.stringify(metrics)}`);
}

function rowsOf(name: string, pooledTimes: number[], madeTimes: number[]): Row[] {
  const [pooled, made] = [median(pooledTimes), median(madeTimes)];
  const row = (subject: string, seconds: number): Row => ({
    bench: 'keys',
    case: name,
    subject,
    perSecond: rounded(1 / seconds),
    ratio: subject === 'chopmark' ? 1 : rounded(seconds / pooled),
    seconds: rounded(seconds),
  });
  return [row('chopmark', pooled), row('without the pool', made)];
}
