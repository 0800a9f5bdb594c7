import { X509Certificate } from 'node:crypto';
import type { CertificateAuthority } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { rootCertificates } from '../platform/authority.ts';
import { algorithmOf, capabilityFor, stampedDigest } from '../tenants/key-algorithms.ts';
import { knownAuthorities } from '../timestamps/known-authorities.ts';

export type Authorities = {
  ca: CertificateAuthority;
  /** What a timestamp authority must be able to do for the contract's keys. */
  capability: string | undefined;
  /** The digest a document timestamp is made over. */
  digestAlgorithm: ReturnType<typeof stampedDigest>;
  /** Roots our signatures and timestamps end at, DER. */
  trust: Uint8Array[];
  /** All certificates of the chains of the CA, and of the timestamp authorities that ever stamped for the owner, DER. */
  certificates: Uint8Array[];
};

/** Whom a contract's signatures lead to: the platform's roots, and the owner's own providers for its keys' algorithm. */
export async function authoritiesOf(
  core: Core,
  { tenantId, contractId }: { tenantId: string; contractId: string },
): Promise<Authorities> {
  const { policy } = await core.db.withTenant(tenantId, (tx) =>
    tx.contract.findUniqueOrThrow({ where: { id: contractId }, select: { policy: true } }),
  );
  const algorithm = algorithmOf(policy);
  const ca = await core.providers.of(tenantId, 'ca', capabilityFor('ca', algorithm));
  const stamping = await knownAuthorities(core, tenantId);
  const signing = [...(await rootCertificates(core)), ...ca.chain()];
  return {
    ca,
    capability: capabilityFor('timestamp', algorithm),
    digestAlgorithm: stampedDigest(algorithm),
    certificates: [...signing, ...stamping.flat()],
    trust: [...signing.filter(isRoot), ...stamping.flatMap((chain) => chain.slice(-1))],
  };
}

/** The chains come from providers that the operator set up; what ends one of them is what that provider is trusted by. */
function isRoot(der: Uint8Array): boolean {
  const { subject, issuer } = new X509Certificate(der);
  return subject === issuer;
}
