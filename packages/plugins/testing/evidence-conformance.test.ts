import { createHash, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { definePlugin } from '../src/contract/plugin.ts';
import { PluginError } from '../src/errors.ts';
import { logEvidence } from '../src/evidence/log/log.ts';
import { broken } from './broken.ts';
import { failedChecks } from './check.ts';
import { evidenceChecks } from './evidence-conformance.ts';
import { memoryState } from './test-host.ts';

/** A third party's plug-in with secrets, as the real ones will be. */
const token = 'tok-7f2b-very-secret';
const notary = definePlugin({
  ...logEvidence,
  contract: 1,
  id: 'notary',
  label: { 'zh-CN': '公证处', en: 'Notary' },
  sandbox: false,
  config: z.object({ token: z.string() }),
  secrets: ['token'],
  create: (_config, host) => logEvidence.create({}, host),
});
const leaking = (leak: (secret: string) => string) =>
  broken(notary, (sound) => ({
    deposit: (deposit) =>
      sound.deposit(deposit).catch((cause: unknown) => {
        const code = cause instanceof PluginError ? cause.code : 'PROVIDER_UNAVAILABLE';
        throw new PluginError(code, `refused: ${leak(token)}`);
      }),
  }));

test('lets sound providers through', async () => {
  expect(await failedChecks(evidenceChecks(logEvidence, { config: {} }))).toEqual([]);
  expect(await failedChecks(evidenceChecks(notary, { config: { token } }))).toEqual([]);
});

test.each([
  [
    'gives a new receipt each time',
    broken(logEvidence, (sound) => ({
      deposit: async (deposit) => ({ ...(await sound.deposit(deposit)), receipt: `log-${randomUUID()}` }),
    })),
    /same receipt for the same deposit/,
  ],
  [
    'gives one receipt to all',
    broken(logEvidence, (sound) => ({
      deposit: async (deposit) => ({ ...(await sound.deposit(deposit)), receipt: 'received, thank you' }),
    })),
    /a receipt of its own/,
  ],
  [
    'accepts another hash later',
    broken(logEvidence, (sound) => ({
      deposit: (deposit) => sound.deposit(deposit).catch(() => ({ receipt: 'whatever', at: new Date() })),
    })),
    /refuses another hash/,
  ],
  [
    'looks before it writes, but not at once',
    broken(logEvidence, (_sound, { state }) => ({
      async deposit({ contractId, seq, chainHash, at }) {
        const key = `${contractId}/${seq}`;
        const found = await state.get(key);
        if (found && found !== chainHash)
          throw new PluginError('EVIDENCE_CONFLICT', 'another hash was there');
        await state.put(key, chainHash);
        return { receipt: createHash('sha256').update(key).digest('hex'), at };
      },
    })),
    /at the same time lets exactly one in/,
  ],
  [
    'forgets at a restart',
    (() => {
      const { create } = logEvidence;
      return broken(logEvidence, (sound, host) => {
        const fresh = create({}, { ...host, state: memoryState() });
        return { ...sound, deposit: async (deposit) => (await fresh).deposit(deposit) };
      });
    })(),
    /after a restart/,
  ],
  [
    'stamps with the time of the event',
    broken(logEvidence, (sound) => ({
      deposit: async (deposit) => ({ ...(await sound.deposit(deposit)), at: deposit.at }),
    })),
    /not of the event/,
  ],
  [
    'hands out its own date',
    broken(logEvidence, (sound) => {
      const kept = new Map<string, Promise<{ receipt: string; at: Date }>>();
      return {
        deposit(deposit) {
          const key = JSON.stringify([deposit.contractId, deposit.seq, deposit.chainHash]);
          const earlier = kept.get(key) ?? sound.deposit(deposit);
          kept.set(key, earlier);
          return earlier;
        },
      };
    }),
    /hands out copies/,
  ],
  [
    'believes any hash',
    broken(logEvidence, (sound) => ({
      deposit: (deposit) => sound.deposit({ ...deposit, chainHash: deposit.chainHash.trim().toLowerCase() }),
    })),
    /a hash in capitals/,
  ],
  [
    'joins IDs without a mark between them',
    broken(logEvidence, (sound) => ({
      deposit: (deposit) => {
        const { contractId, seq } = deposit;
        if (!/^[\w-]{1,100}$/.test(contractId) || !Number.isSafeInteger(seq) || seq < 0)
          return sound.deposit(deposit);
        return sound.deposit({ ...deposit, contractId: `${contractId}${seq}`, seq: 0 });
      },
    })),
    /every event of every contract/,
  ],
  [
    'changes the code of a fault',
    (() => {
      let turn = 0;
      return broken(logEvidence, (sound) => ({
        deposit: (deposit) =>
          sound.deposit(deposit).catch((error: unknown) => {
            turn += 1;
            throw turn % 2 ? error : new PluginError('PROVIDER_REFUSED', 'no');
          }),
      }));
    })(),
    /refuses a deposit with no contract/,
  ],
  [
    'is always well',
    broken(logEvidence, () => ({
      healthCheck: async () => ({ ok: true, message: { 'zh-CN': '正常', en: 'well' } }),
    })),
    /does not call itself well while it cannot work/,
  ],
  [
    'speaks one language',
    broken(logEvidence, () => ({
      healthCheck: async () => ({ ok: true, message: { 'zh-CN': 'ok', en: 'ok' } }),
    })),
    /in both languages/,
  ],
  [
    'changes something by its health check',
    broken(logEvidence, (sound, { state }) => ({
      async healthCheck() {
        await state.put('probe', 1);
        return sound.healthCheck?.() ?? { ok: false, message: { 'zh-CN': '无', en: 'none' } };
      },
    })),
    /changes nothing by it/,
  ],
])('notices a provider that %s', async (_what, plugin, check) => {
  const checks = evidenceChecks(plugin, { config: {} }).filter(({ name }) => check.test(name));
  expect(await failedChecks(checks)).not.toEqual([]);
});

test.each([
  ['in its errors', leaking((secret) => secret)],
  ['in its errors, as an Authorization header', leaking((secret) => Buffer.from(secret).toString('base64'))],
  [
    'in its log',
    broken(notary, (sound, host) => ({
      deposit: (deposit) => {
        host.log.debug('asking', { headers: { authorization: `Bearer ${token}` } });
        return sound.deposit(deposit);
      },
    })),
  ],
  [
    'in its health',
    broken(notary, () => ({
      healthCheck: async () => ({
        ok: true,
        message: { 'zh-CN': `使用 ${token}`, en: `logged in with ${token}` },
      }),
    })),
  ],
  [
    'in its receipts',
    broken(notary, (sound) => ({
      deposit: async (deposit) => {
        const { receipt, at } = await sound.deposit(deposit);
        return { receipt: `${receipt}?key=${token}`, at };
      },
    })),
  ],
])('notices a provider that names its secret %s', async (_where, plugin) => {
  const failed = await failedChecks(evidenceChecks(plugin, { config: { token } }));
  expect(failed).toContain('names no secret in log lines, health, results or errors');
});
