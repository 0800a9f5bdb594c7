import type { KeyAlgorithm } from '@chopmark/crypto';
import type { Prisma } from '@chopmark/db';
import type { CertificateAuthority } from '@chopmark/plugins';
import type { Providers } from '../providers/providers.ts';

/** A tenant's CA as it was read before. `unchanged` fails the transaction it stands in once another one is configured. */
export type UsualCa = { ca: CertificateAuthority; unchanged: Prisma.Sql };

type Place = { tenantId: string; algorithm: KeyAlgorithm };

const CAPACITY = 500;
/** Of each process's providers. */
const known = new WeakMap<Providers, Map<string, UsualCa>>();

const nameOf = ({ tenantId, algorithm }: Place) => `${tenantId}/${algorithm}`;

export function usualCa(providers: Providers, place: Place): UsualCa | undefined {
  return known.get(providers)?.get(nameOf(place));
}

export function rememberCa(providers: Providers, place: Place, ca: UsualCa): void {
  const cas = known.get(providers) ?? new Map();
  known.set(providers, cas);
  cas.set(nameOf(place), ca);
  for (const oldest of cas.keys()) if (cas.size > CAPACITY) cas.delete(oldest);
}

export function forgetCa(providers: Providers, place: Place): void {
  known.get(providers)?.delete(nameOf(place));
}
