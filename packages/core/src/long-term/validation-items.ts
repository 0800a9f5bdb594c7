import { joinData, type ValidationData } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { getBlob, putBlob } from '../contracts/blob-store.ts';

type Scope = { tenantId: string; contractId: string };

const KINDS = { certificate: 'certificates', crl: 'crls', ocsp: 'ocsps' } as const;
const TYPES = {
  certificate: 'application/pkix-cert',
  crl: 'application/pkix-crl',
  ocsp: 'application/ocsp-response',
} as const;

type Kind = keyof typeof KINDS;

/** Keeps what a contract's signatures can be checked with, each item once. @returns how many were new */
export async function keepItems(core: Core, scope: Scope, data: ValidationData): Promise<number> {
  const { tenantId, contractId } = scope;
  const createdAt = core.now();
  const rows: {
    contractId: string;
    tenantId: string;
    kind: Kind;
    sha256: Uint8Array<ArrayBuffer>;
    createdAt: Date;
  }[] = [];
  for (const kind of ['certificate', 'crl', 'ocsp'] as const) {
    for (const der of data[KINDS[kind]]) {
      const sha256 = await putBlob(core, tenantId, der, TYPES[kind]);
      rows.push({ contractId, tenantId, kind, sha256, createdAt });
    }
  }
  const { count } = await core.db.withTenant(tenantId, (tx) =>
    tx.validationItem.createMany({ data: rows, skipDuplicates: true }),
  );
  return count;
}

/** Everything kept for the contract. */
export async function keptItems(core: Core, { tenantId, contractId }: Scope): Promise<ValidationData> {
  const rows = await core.db.withTenant(tenantId, (tx) =>
    tx.validationItem.findMany({ where: { contractId }, orderBy: { createdAt: 'asc' } }),
  );
  const data: ValidationData = { certificates: [], crls: [], ocsps: [] };
  for (const { kind, sha256 } of rows) {
    const list = kind in KINDS ? data[KINDS[kind as Kind]] : undefined;
    list?.push(await getBlob(core, tenantId, sha256));
  }
  return joinData(data);
}
