import type { HealthChecked } from './health.ts';

/** How sure the provider is (after eIDAS: low, substantial, high); `none` unless verified. */
export type IdentityLevel = 'none' | 'low' | 'substantial' | 'high';

export type IdentityResult = {
  status: 'verified' | 'rejected' | 'pending';
  level: IdentityLevel;
  /** The provider's own number of this check, kept as evidence. */
  reference: string;
  /** Why it was rejected or is pending: a SCREAMING_SNAKE code that pages translate. */
  reason?: string;
  /** True if nobody was really asked: pages and reports must say so. */
  sandbox: boolean;
};

export type PersonIdentity = { name: string; email?: string; phone?: string; idNumber?: string };

export type EnterpriseIdentity = { name: string; creditCode: string; legalRepresentative?: string };

export interface IdentityProvider extends HealthChecked {
  verifyPerson(person: PersonIdentity): Promise<IdentityResult>;
  verifyEnterprise(enterprise: EnterpriseIdentity): Promise<IdentityResult>;
}
