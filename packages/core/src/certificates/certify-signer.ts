import { describePublicKey, type KeyAlgorithm, summarizeCertificate } from '@chopmark/crypto';
import { type BatchOptions, Prisma } from '@chopmark/db';
import type { Alongside, CertificateAuthority, IssuedCertificate, IssueRequest } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { type NewKey, storingKey } from '../custody/signer-keys.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { isWritten, writtenAlongside } from '../providers/alongside.ts';
import { providerMissing } from '../providers/providers.ts';
import { forgetCa, rememberCa, usualCa } from './usual-ca.ts';

const CERTIFICATE_DAYS = 2 * 365;

export type SignerToCertify = Pick<IssueRequest, 'profile' | 'subject' | 'event'> & {
  tenantId: string;
  algorithm: KeyAlgorithm;
  /** The signing it is for, and its key where it has one without a certificate. */
  intentId?: string;
  key?: StoredKey;
};

export type StoredKey = { id: string; publicKey: Uint8Array };

/**
 * A new key of a signer with the certificate of their CA for it: both are stored, or neither. An authority that keeps its records in
 * our state has them stored in one transaction with these. What was interrupted begins anew with another key: a certificate
 * whose key was never stored is of no use to anybody. Of two that do so for one signing at the same time the first stays, and the other
 * throws.
 * @returns the certificate, DER
 * @throws CoreError PROVIDER_MISSING, or what the CA refuses
 */
export async function certifySigner(core: Core, signer: SignerToCertify): Promise<Uint8Array> {
  const making = keyFor(core, signer);
  return (await byUsualCa(core, signer, making)) ?? byConfiguredCa(core, signer, making);
}

type SignerKey = StoredKey | NewKey;

/**
 * By the CA of last time, without reading first which one is configured now: the transaction that stores makes sure of that. Whatever
 * goes wrong, nothing is stored, and the CA that is configured has the last word.
 */
async function byUsualCa(
  core: Core,
  signer: SignerToCertify,
  making: Promise<SignerKey>,
): Promise<Uint8Array | undefined> {
  const usual = usualCa(core.providers, signer);
  if (!usual) return undefined;
  const key = await making;
  try {
    return (await issueAndStore(core, signer, key, usual)).certificate;
  } catch (cause) {
    core.log.debug({ cause, tenantId: signer.tenantId }, 'the configuration of the CA is read anew');
    forgetCa(core.providers, signer);
    return undefined;
  }
}

async function byConfiguredCa(
  core: Core,
  signer: SignerToCertify,
  making: Promise<SignerKey>,
): Promise<Uint8Array> {
  const { tenantId, algorithm } = signer;
  const [[found], key] = await Promise.all([core.providers.inOrder(tenantId, 'ca', algorithm), making]);
  if (!found) throw providerMissing('ca', algorithm);
  const ca = await found.start();
  const { certificate, isTogether } = await issueAndStore(core, signer, key, { ca });
  // One elsewhere would have issued before the transaction can make sure of anything.
  if (isTogether && found.unchanged) {
    rememberCa(core.providers, signer, { ca, unchanged: found.unchanged });
  }
  return certificate;
}

/**
 * What is signed with the key is committed after this, and waits for the disk: in PostgreSQL's order this is there by then. Lost
 * with its database's machine before, key and certificate are lost together, and both are made anew.
 */
const UNTIL_IT_SIGNS: BatchOptions = { flushLater: true };

type Issuer = { ca: CertificateAuthority; unchanged?: Prisma.Sql };

/** `isTogether`: the CA's record was stored in the same transaction. */
async function issueAndStore(
  core: Core,
  signer: SignerToCertify,
  key: SignerKey,
  { ca, unchanged }: Issuer,
): Promise<{ certificate: Uint8Array; isTogether: boolean }> {
  const { tenantId } = signer;
  const storing = async (issued: IssuedCertificate) => [
    ...(unchanged ? [unchanged] : []),
    ...(await statements(core, ca, signer, { key, issued })),
  ];
  const given: Alongside[] = [];
  const issued = await ca.issue(requestFor(signer, key), (certificate) => {
    const alongside = writtenAlongside(tenantId, () => storing(certificate), UNTIL_IT_SIGNS);
    given.push(alongside);
    return alongside;
  });
  const { certificate } = issued;
  if (given.some(isWritten)) return { certificate, isTogether: true };
  await core.db.tenantBatch(tenantId, await storing(issued), UNTIL_IT_SIGNS);
  return { certificate, isTogether: false };
}

async function keyFor(core: Core, { tenantId, algorithm, key }: SignerToCertify): Promise<SignerKey> {
  if (key) return key;
  const made = await core.signerKeys.make({ tenantId, algorithm });
  // Reading it takes a while and is done once: now, while the configuration is on its way.
  if (describePublicKey(made.publicKey) === algorithm) return made;
  throw new CoreError('INTERNAL', `the signer's key is not ${algorithm}`);
}

function requestFor({ profile, subject, event }: SignerToCertify, key: StoredKey): IssueRequest {
  return {
    // Whoever has the same key asks for the same again; another key is another request.
    requestId: key.id,
    profile,
    subject,
    publicKey: key.publicKey,
    validityDays: CERTIFICATE_DAYS,
    ...(event ? { event } : {}),
  };
}

/** What stores a certificate, and its key first where that is new. */
async function statements(
  core: Core,
  { licensed }: CertificateAuthority,
  { tenantId, profile, intentId }: SignerToCertify,
  { key, issued: { certificate, chain } }: { key: SignerKey; issued: IssuedCertificate },
): Promise<Prisma.Sql[]> {
  const now = core.now();
  const { subject: named, serialNumber, notBefore, notAfter } = summarizeCertificate(certificate);
  // Of two keys for one signing the first stays. With the other, which is not stored, its certificate can't refer to it: that
  // fails, and the CA's record is not written either.
  const storing = Prisma.sql`
    insert into certificate (id, tenant_id, key_id, profile, subject, serial_number, der, chain, licensed,
      not_before, not_after, created_at)
    values (${newId(now)}::uuid, ${tenantId}::uuid, ${key.id}::uuid, ${profile}, ${named.text}, ${serialNumber}, ${certificate},
      ${chain}::bytea[], ${licensed}, ${notBefore}::timestamptz, ${notAfter}::timestamptz, ${now}::timestamptz)
    on conflict do nothing`;
  // Last, as the key is being sealed meanwhile.
  return 'sealed' in key ? [await storingKey(key, { intentId, now }), storing] : [storing];
}
