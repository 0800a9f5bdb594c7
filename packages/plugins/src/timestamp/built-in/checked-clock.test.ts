import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type NtpBehaviour, type NtpServer, ntpServer } from '../../../testing/ntp-server.ts';
import { createNetworkTime } from '../../network-time/network-time.ts';
import { agreedTime } from './agreed-time.ts';
import { createCheckedClock } from './checked-clock.ts';

const MINUTE = 60_000;
const running: NtpServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** A machine whose clocks run as the real ones do, but for what a test does to them. */
function machine() {
  const shift = { wall: 0, monotonic: 0 };
  const clock = () => new Date(Date.now() + shift.wall);
  const monotonic = () => performance.now() + shift.monotonic;
  const lines: string[] = [];
  const say = (message: string) => void lines.push(message);
  return {
    lines,
    set: (milliseconds: number) => {
      shift.wall += milliseconds;
    },
    /** Both clocks move on; so do the servers', which are the real clock otherwise. */
    pass: (milliseconds: number) => {
      shift.wall += milliseconds;
      shift.monotonic += milliseconds;
      for (const { behaviour } of running) behaviour.offsetMs = (behaviour.offsetMs ?? 0) + milliseconds;
    },
    host: {
      clock,
      monotonic,
      networkTime: createNetworkTime({ allow: ['127.0.0.0/8'], clock, monotonic, timeoutMs: 300 }),
      log: { debug: say, info: say, warn: say, error: say },
    },
  };
}

async function servers(...behaviours: NtpBehaviour[]): Promise<NtpServer[]> {
  for (const behaviour of behaviours) running.push(await ntpServer({ ...behaviour }));
  return running;
}

async function checkedBy(behaviours: NtpBehaviour[], accuracyMs = 1000) {
  const sources = await servers(...behaviours);
  const box = machine();
  const options = { servers: sources.map(({ server }) => server), accuracyMs, maxAgeMs: 60 * MINUTE };
  return { ...box, sources, clock: createCheckedClock(options, box.host) };
}

const refused = expect.objectContaining({ name: 'PluginError', code: 'TIMESTAMP_CLOCK', retryable: true });
const truthful: NtpBehaviour = {};
const silent: NtpBehaviour = { silent: true };
const hourOff: NtpBehaviour = { offsetMs: 60 * MINUTE };

describe('a clock held against three servers', () => {
  test('is good when it agrees with them, and says whom it asked', async () => {
    const { clock, sources } = await checkedBy([truthful, truthful, truthful]);
    const before = Date.now();
    expect((await clock.now()).getTime()).toBeGreaterThanOrEqual(before);
    const found = await clock.state();
    expect(found).toMatchObject({ state: 'good', agreed: { agreeing: 3, asked: 3 } });
    expect('findings' in found && found.findings.map(({ server }) => server)).toEqual(
      sources.map(({ server }) => server),
    );
  });

  test.each<[string, NtpBehaviour]>([
    ['lies by an hour', hourOff],
    ['is silent', silent],
    ['answers with another nonce', { otherNonce: true }],
    ['answers too late', { delayMs: 500 }],
    ['is not synchronised', { leap: 3 }],
  ])('is good though one of them %s', async (_, bad) => {
    const { clock } = await checkedBy([truthful, bad, truthful]);
    await expect(clock.now()).resolves.toBeInstanceOf(Date);
    expect(await clock.state()).toMatchObject({ state: 'good', agreed: { agreeing: 2 } });
  });

  test.each<[string, NtpBehaviour[], string]>([
    ['two of them are silent', [truthful, silent, silent], 'unknown'],
    ['all are silent', [silent, silent, silent], 'unknown'],
    ['each says something else', [truthful, hourOff, { offsetMs: -hours(1) }], 'unknown'],
    [
      'most are too far from a reference clock',
      [truthful, { rootDelayMs: 4000 }, { rootDelayMs: 4000 }],
      'unknown',
    ],
    ['two say that it is wrong', [truthful, { offsetMs: 3000 }, { offsetMs: 3000 }], 'off'],
  ])('stamps nothing when %s', async (_, behaviours, state) => {
    const { clock } = await checkedBy(behaviours);
    await expect(clock.now()).rejects.toEqual(refused);
    expect(await clock.state()).toMatchObject({ state });
  });

  test('two servers that contradict each other decide nothing', async () => {
    const { clock } = await checkedBy([truthful, { offsetMs: 1500 }]);
    await expect(clock.now()).rejects.toEqual(refused);
    expect(await clock.state()).toMatchObject({ state: 'unknown' });
  });
});

describe('a clock that is wrong', () => {
  test.each([
    [2000, 1000],
    [-2000, 1000],
    [990, 1000],
  ])(
    'by %d ms is not good for an accuracy of %d ms: what is uncertain counts against it',
    async (off, accuracy) => {
      const { clock, set } = await checkedBy([{ rootDelayMs: 50 }], accuracy);
      set(off);
      await expect(clock.now()).rejects.toEqual(refused);
      expect(await clock.state()).toMatchObject({ state: 'off' });
    },
  );

  test('but less than stated is good', async () => {
    const { clock, set } = await checkedBy([truthful], 1000);
    set(500);
    await expect(clock.now()).resolves.toBeInstanceOf(Date);
  });

  test('that is set while it is being measured is not known', async () => {
    const { clock, set } = await checkedBy([{ delayMs: 200 }]);
    const asking = clock.now();
    setTimeout(() => set(5000), 100);
    await expect(asking).rejects.toEqual(refused);
    expect(await clock.state()).toMatchObject({ state: 'unknown' });
  });
});

describe('a jump of the wall clock after a good check', () => {
  test.each([3000, -3000])('of %d ms is noticed at once, without asking anybody', async (jump) => {
    const { clock, set, sources } = await checkedBy([truthful]);
    await clock.now();
    set(jump);
    await expect(clock.now()).rejects.toEqual(refused);
    expect(sources[0]?.asked).toHaveLength(1);
  });

  test('is forgiven once it is undone, and found true or false by the next check', async () => {
    const { clock, set, pass, sources } = await checkedBy([truthful]);
    await clock.now();
    set(3000);
    await expect(clock.now()).rejects.toEqual(refused);
    pass(10_000);
    await expect(clock.now()).rejects.toEqual(refused);
    expect(sources[0]?.asked).toHaveLength(2);
    set(-3000);
    await expect(clock.now()).resolves.toBeInstanceOf(Date);
  });

  test('that corrects it is found to be right by the next check', async () => {
    const { clock, set, pass } = await checkedBy([truthful]);
    set(-5000);
    await expect(clock.now()).rejects.toEqual(refused);
    set(5000);
    pass(10_000);
    await expect(clock.now()).resolves.toBeInstanceOf(Date);
  });
});

describe('a check', () => {
  test('serves for a while, is renewed before it is too old, and is too old after that', async () => {
    const { clock, pass, sources } = await checkedBy([truthful]);
    const [source] = sources;
    for (let n = 0; n < 5; n++) await clock.now();
    expect(source?.asked).toHaveLength(1);
    pass(16 * MINUTE);
    await clock.now();
    await expect.poll(() => source?.asked.length).toBe(2);
    if (source) source.behaviour.silent = true;
    pass(59 * MINUTE);
    await expect(clock.now()).resolves.toBeInstanceOf(Date);
    pass(2 * MINUTE);
    await expect(clock.now()).rejects.toEqual(refused);
  });

  test('that failed is not repeated for some seconds, then it is', async () => {
    const { clock, pass, sources } = await checkedBy([silent]);
    for (let n = 0; n < 4; n++) await expect(clock.now()).rejects.toEqual(refused);
    const [source] = sources;
    expect(source?.asked).toHaveLength(1);
    if (source) source.behaviour.silent = false;
    pass(10_000);
    await expect(clock.now()).resolves.toBeInstanceOf(Date);
  });

  test('is shared by all who wait for it', async () => {
    const { clock, sources } = await checkedBy([{ delayMs: 50 }]);
    await Promise.all(Array.from({ length: 10 }, () => clock.now()));
    expect(sources[0]?.asked).toHaveLength(1);
  });
});

test('without servers the clock is unchecked, and a jump is told though nothing is refused', async () => {
  const { host, set, lines } = machine();
  const clock = createCheckedClock({ servers: [], accuracyMs: 1000, maxAgeMs: MINUTE }, host);
  expect(await clock.state()).toEqual({ state: 'unchecked', jumpedMs: 0 });
  set(-5000);
  await expect(clock.now()).resolves.toBeInstanceOf(Date);
  expect(lines).toHaveLength(1);
  const found = await clock.state();
  expect('jumpedMs' in found && Math.round(found.jumpedMs / 100)).toBe(-50);
});

test('whatever a minority of servers says, the agreed time is as near the truth as the honest ones', () => {
  const honest = fc.record({
    error: fc.double({ min: -1, max: 1, noNaN: true }),
    distanceMs: fc.integer({ min: 1, max: 300 }),
  });
  const liar = fc.record({
    offsetMs: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    distanceMs: fc.integer({ min: 0, max: 900 }),
  });
  fc.assert(
    fc.property(
      fc.array(honest, { minLength: 2, maxLength: 5 }),
      fc.array(liar, { maxLength: 4 }),
      fc.integer({ min: -5000, max: 5000 }),
      (honestOnes, liars, truth) => {
        fc.pre(liars.length < honestOnes.length);
        const samples = [
          ...honestOnes.map(({ error, distanceMs }) => ({
            offsetMs: truth + error * distanceMs,
            distanceMs,
          })),
          ...liars,
        ];
        const findings = samples.map((sample) => ({ server: 's', sample: { ...sample, stratum: 2 } }));
        const agreed = agreedTime(findings, 1000);
        if (!agreed) return;
        const worst = Math.max(...honestOnes.map(({ distanceMs }) => distanceMs));
        expect(Math.abs(agreed.offsetMs - truth)).toBeLessThanOrEqual(worst + 1e-6);
      },
    ),
  );
});

function hours(count: number): number {
  return count * 60 * MINUTE;
}
