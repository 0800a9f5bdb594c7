import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { lockContract } from '../contracts/load.ts';
import { toHex } from '../digest.ts';
import { appendEvent } from './events.ts';

/**
 * Deposits the hash of a completed contract's last event with the tenant's evidence provider and notes the receipt.
 * Finds its own earlier result.
 */
export async function depositEvidence(
  core: Core,
  { tenantId, contractId }: { tenantId: string; contractId: string },
): Promise<void> {
  const head = await core.db.withTenant(tenantId, async (tx) =>
    (await isDeposited(tx, contractId))
      ? null
      : tx.event.findFirst({ where: { contractId, type: 'contract.completed' } }),
  );
  if (!head) return;
  const evidence = await core.providers.of(tenantId, 'evidence');
  const chainHash = toHex(head.hash);
  const { receipt } = await evidence.deposit({ contractId, seq: head.seq, chainHash, at: head.at });
  await core.db.withTenant(tenantId, async (tx) => {
    await lockContract(tx, contractId);
    if (await isDeposited(tx, contractId)) return;
    await appendEvent(tx, {
      tenantId,
      contractId,
      type: 'evidence.deposited',
      at: core.now(),
      actor: { kind: 'system' },
      data: { seq: head.seq, receipt },
    });
  });
}

const isDeposited = async (tx: TenantTx, contractId: string) =>
  (await tx.event.count({ where: { contractId, type: 'evidence.deposited' } })) > 0;
