import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EvidenceDeposit, EvidenceProvider } from '../../contract/evidence.ts';
import type { PluginHost } from '../../contract/host.ts';
import { definePlugin } from '../../contract/plugin.ts';
import { PluginError } from '../../errors.ts';
import { stateAnswers, stateUnreachable } from '../../state-health.ts';

const storedDeposit = z.object({ chainHash: z.string(), receipt: z.string(), at: z.coerce.date() });

/**
 * Keeps deposits in the platform's own database. It shows when a hash was first deposited and that it wasn't deposited
 * twice with different values; it is nobody's independent word.
 */
export const logEvidence = definePlugin({
  kind: 'evidence',
  id: 'log',
  contract: 1,
  label: {
    'zh-CN': '平台自有存证日志（沙盒，非第三方存证）',
    en: "The platform's own log (sandbox, no third party)",
  },
  sandbox: true,
  config: z.object({}),
  secrets: [],
  supports: ['chain-hash'],
  create: (_config, host) => createEvidenceLog(host),
});

function createEvidenceLog(host: PluginHost): EvidenceProvider {
  const { state, clock } = host;
  return {
    async deposit(deposit) {
      checkDeposit(deposit);
      const key = keyOf(deposit);
      const at = clock();
      const receipt = `log-${fingerprint(deposit, at)}`;
      const entry = {
        chainHash: deposit.chainHash,
        eventAt: deposit.at.toISOString(),
        receipt,
        at: at.toISOString(),
      };
      if (await state.putIfAbsent(key, entry)) return { receipt, at };
      const first = storedDeposit.safeParse(await state.get(key));
      if (!first.success) {
        throw new PluginError(
          'PLUGIN_STATE_INVALID',
          `The deposit ${key} can not be read. Its record was altered.`,
        );
      }
      if (first.data.chainHash === deposit.chainHash)
        return { receipt: first.data.receipt, at: first.data.at };
      throw new PluginError(
        'EVIDENCE_CONFLICT',
        `Event ${deposit.seq} of contract ${deposit.contractId} was deposited with another hash. Check the chain for tampering.`,
      );
    },
    healthCheck: async () =>
      (await stateAnswers(host))
        ? {
            ok: true,
            message: {
              'zh-CN': '存证记录保存在平台自己的数据库中，没有第三方存证。',
              en: "Deposits are kept in the platform's own database; no third party holds them.",
            },
          }
        : stateUnreachable,
  };
}

function checkDeposit({ contractId, seq, chainHash, at }: EvidenceDeposit): void {
  const isSound =
    /^[A-Za-z0-9_-]{1,100}$/.test(contractId) &&
    Number.isSafeInteger(seq) &&
    seq >= 0 &&
    /^[0-9a-f]{64}$/.test(chainHash) &&
    !Number.isNaN(at.getTime());
  if (isSound) return;
  throw new PluginError(
    'EVIDENCE_REQUEST',
    'A deposit needs a contract ID, an event number from 0, a SHA-256 in lower-case hexadecimal and a time.',
  );
}

/** Padded, so that a contract's deposits list in the order of its events. */
function keyOf({ contractId, seq }: EvidenceDeposit): string {
  return `deposit/${contractId}/${String(seq).padStart(16, '0')}`;
}

function fingerprint({ contractId, seq, chainHash }: EvidenceDeposit, at: Date): string {
  return createHash('sha256')
    .update(`${contractId}\n${seq}\n${chainHash}\n${at.toISOString()}`)
    .digest('hex');
}
