import { X509Certificate } from 'node:crypto';
import type { Core } from '../context.ts';
import { rootCertificate } from '../platform/authority.ts';
import { knownAuthorities } from '../timestamps/known-authorities.ts';

export type Authorities = {
  /** Roots our signatures and timestamps end at, DER. */
  trust: Uint8Array[];
  /** All certificates of the chains of the owner's CA, and of the timestamp authorities that stamped for it, DER. */
  certificates: Uint8Array[];
};

/** Whom a contract's signatures lead to: the platform's root, and those of the owner's own providers. */
export async function authoritiesOf(core: Core, tenantId: string): Promise<Authorities> {
  const ca = await core.providers.of(tenantId, 'ca');
  const stamping = await knownAuthorities(core, tenantId);
  const signing = [await rootCertificate(core), ...ca.chain()];
  const anchors = stamping.flatMap((chain) => chain.slice(-1));
  return {
    certificates: [...signing, ...stamping.flat()],
    trust: [...signing.filter(isRoot), ...anchors],
  };
}

/** The chains come from providers that the operator set up; what ends one of them is what that provider is trusted by. */
function isRoot(der: Uint8Array): boolean {
  const certificate = new X509Certificate(der);
  return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
}
