import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { check } from './check.ts';
import { makeRevocableFile, type RevocableFile } from './chopmark/revocable-file.ts';
import { askPyHanko, type PyHankoJob } from './outside/pyhanko.ts';

const { pyHanko } = inject('ground');
const skips = ['skipped' in pyHanko ? pyHanko.skipped : undefined];

let folder: string;
let good: RevocableFile;
let revoked: RevocableFile;
let rolledOver: RevocableFile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chopmark-revocation-'));
  [good, revoked, rolledOver] = await Promise.all([
    makeRevocableFile(folder, 'good'),
    makeRevocableFile(folder, 'revoked', { revoked: { reason: 1 } }),
    makeRevocableFile(folder, 'rolled-over', { rollOver: true }),
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What pyHanko makes of the file's one signature, given this and nothing else about revocation. */
async function judge(
  { pdf, trust }: RevocableFile,
  given: Pick<PyHankoJob, 'crls' | 'ocsps' | 'revocationMode'>,
) {
  const [[report] = []] = await askPyHanko(pyHanko, [{ trust: [trust], files: [pdf], ...given }]);
  expect(report?.error).toBeNull();
  expect(report?.signatures).toHaveLength(1);
  return report?.signatures[0];
}

describe.each(['require', 'hard-fail'] as const)('pyHanko, revocation %s', (revocationMode) => {
  const by = (file: RevocableFile) => ({
    ocsp: { crls: [], ocsps: file.ocsps, revocationMode },
    crl: { crls: file.crls, ocsps: [], revocationMode },
  });

  for (const way of ['ocsp', 'crl'] as const) {
    check(`accepts our file by ${way} alone`, skips, async () => {
      expect(await judge(good, by(good)[way])).toMatchObject({ error: null, accepted: true, trusted: true });
    });

    check(`accepts by ${way} a file whose issuing CA was replaced since`, skips, async () => {
      expect(await judge(rolledOver, by(rolledOver)[way])).toMatchObject({ error: null, accepted: true });
    });

    check(`refuses by ${way} a file whose signer was revoked before signing`, skips, async () => {
      const judged = await judge(revoked, by(revoked)[way]);
      expect(judged?.accepted).toBe(false);
      expect(JSON.stringify(judged)).toMatch(/revoked|REVOKED/);
    });
  }

  check('refuses it without either', skips, async () => {
    expect((await judge(good, { crls: [], ocsps: [], revocationMode }))?.accepted).toBe(false);
  });

  check("refuses it by the answers about another file's signer", skips, async () => {
    expect((await judge(good, by(revoked).ocsp))?.accepted).toBe(false);
  });
});
