import { randomBytes } from 'node:crypto';
import {
  describeCertificate,
  generateKeyPair,
  issueCertificate,
  issueCrl,
  type KeyAlgorithm,
  type KeyPair,
  type SigningKey,
} from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { fromHex, ownBytes } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { PLATFORM_TENANT_ID } from './platform-tenant.ts';

const DAY = 86_400_000;
const VALIDITY_DAYS = { root: 20 * 365, issuing: 10 * 365, timestamp: 5 * 365, certification: 5 * 365 };

export type PlatformPurpose = 'root' | 'timestamp' | 'certification';

/** A platform key with its certificate and the chain above it (nearest first, root last). */
export type PlatformKey = SigningKey & { keyId: string; certificate: Uint8Array; chain: Uint8Array[] };

export async function platformKey(core: Core, purpose: PlatformPurpose): Promise<PlatformKey> {
  const found = await core.db.withTenant(PLATFORM_TENANT_ID, async (tx) => {
    const key = await tx.signingKey.findFirst({
      where: { tenantId: PLATFORM_TENANT_ID, purpose, state: 'ready' },
    });
    if (!key?.privateKeySealed) return undefined;
    const certificate = await tx.certificate.findUnique({ where: { keyId: key.id } });
    return certificate ? { key, sealed: key.privateKeySealed, certificate } : undefined;
  });
  if (!found)
    throw new CoreError('INTERNAL', `the platform's ${purpose} key is missing; start the installation again`);
  const { key, sealed, certificate } = found;
  return {
    keyId: key.id,
    algorithm: key.algorithm as KeyAlgorithm,
    privateKey: await core.keys.unseal(PLATFORM_TENANT_ID, `key/${key.id}`, sealed),
    certificate: certificate.der,
    chain: certificate.chain,
  };
}

/** Makes the platform's key for a purpose with its certificate, unless it is there already. */
export async function ensurePlatformKey(
  core: Core,
  purpose: PlatformPurpose,
  commonName: string,
): Promise<void> {
  const exists = await core.db.withTenant(PLATFORM_TENANT_ID, (tx) =>
    tx.signingKey.findFirst({
      where: { tenantId: PLATFORM_TENANT_ID, purpose, state: 'ready' },
      select: { id: true },
    }),
  );
  if (exists) return;
  const pair = await generateKeyPair('ec-p256');
  const issuer = purpose === 'root' ? undefined : await platformKey(core, 'root');
  const certificate = await certifyPlatformKey(core, { purpose, commonName, pair, issuer });
  await storePlatformKey(core, { purpose, commonName, pair, issuer, certificate });
}

type NewPlatformKey = {
  purpose: PlatformPurpose;
  commonName: string;
  pair: KeyPair;
  issuer: PlatformKey | undefined;
};

const PROFILES = { root: 'root', timestamp: 'tsa', certification: 'platform' } as const;

function certifyPlatformKey(core: Core, { purpose, commonName, pair, issuer }: NewPlatformKey) {
  const now = core.now();
  return issueCertificate({
    profile: PROFILES[purpose],
    subject: { commonName, organization: 'Chopmark', country: 'CN' },
    publicKey: pair.publicKey,
    issuer: issuer ? { certificate: issuer.certificate } : 'self',
    issuerKey: issuer ?? pair,
    serialNumber: randomBytes(16),
    notBefore: wholeSecond(now),
    notAfter: new Date(now.getTime() + VALIDITY_DAYS[purpose] * DAY),
    ...(issuer
      ? { crlUrl: `${core.publicUrl}/crl/root.crl`, caIssuersUrl: `${core.publicUrl}/ca/root.cer` }
      : {}),
  });
}

/** Keeps key and certificate, unless another process that installs at the same time was first. */
async function storePlatformKey(
  core: Core,
  { purpose, commonName, pair, issuer, certificate }: NewPlatformKey & { certificate: Uint8Array },
): Promise<void> {
  const now = core.now();
  const keyId = newId(now);
  const { serialNumber, notBefore, notAfter } = describeCertificate(certificate);
  const privateKeySealed = await core.keys.seal(PLATFORM_TENANT_ID, `key/${keyId}`, pair.privateKey);
  const key = {
    id: keyId,
    tenantId: PLATFORM_TENANT_ID,
    purpose,
    algorithm: pair.algorithm,
    publicKey: ownBytes(pair.publicKey),
    privateKeySealed,
    state: 'ready',
    createdAt: now,
  };
  await core.db.withTenant(PLATFORM_TENANT_ID, async (tx) => {
    const { count } = await tx.signingKey.createMany({ data: [key], skipDuplicates: true });
    if (count === 0) return;
    await tx.certificate.create({
      data: {
        id: newId(now),
        tenantId: PLATFORM_TENANT_ID,
        keyId,
        profile: purpose,
        subject: commonName,
        serialNumber,
        der: ownBytes(certificate),
        chain: issuer ? [ownBytes(issuer.certificate)] : [],
        licensed: false,
        notBefore,
        notAfter,
        createdAt: now,
      },
    });
  });
}

/** The issuing CA of a tenant: a key of its own, certified by the root. */
export async function createIssuingCa(core: Core, tenant: { id: string; slug: string; name: string }) {
  const root = await platformKey(core, 'root');
  const now = core.now();
  const pair = await generateKeyPair('ec-p256');
  const certificate = await issueCertificate({
    profile: 'issuing-ca',
    subject: { commonName: `${tenant.name} 签发CA`, organization: tenant.name, country: 'CN' },
    publicKey: pair.publicKey,
    issuer: { certificate: root.certificate },
    issuerKey: root,
    serialNumber: randomBytes(16),
    notBefore: wholeSecond(now),
    notAfter: new Date(now.getTime() + VALIDITY_DAYS.issuing * DAY),
    crlUrl: `${core.publicUrl}/crl/root.crl`,
    caIssuersUrl: `${core.publicUrl}/ca/root.cer`,
  });
  return {
    pair,
    certificate,
    root: root.certificate,
    crlUrl: `${core.publicUrl}/crl/${tenant.slug}.crl`,
    caIssuersUrl: `${core.publicUrl}/ca/${tenant.slug}.cer`,
  };
}

/** The root's certificate; its key stays sealed. */
export async function rootCertificate(core: Core): Promise<Uint8Array> {
  const { der } = await core.db.withTenant(PLATFORM_TENANT_ID, async (tx) => {
    const { id } = await tx.signingKey.findFirstOrThrow({
      where: { tenantId: PLATFORM_TENANT_ID, purpose: 'root', state: 'ready' },
      select: { id: true },
    });
    return tx.certificate.findUniqueOrThrow({ where: { keyId: id } });
  });
  return der;
}

/** The root's CRL, made now: it speaks for issuing CAs, the TSA and the platform's certification key. */
export async function rootCrl(core: Core): Promise<Uint8Array> {
  const root = await platformKey(core, 'root');
  const now = core.now();
  const revoked = await core.db.withTenant(PLATFORM_TENANT_ID, (tx) =>
    tx.certificate.findMany({ where: { tenantId: PLATFORM_TENANT_ID, revokedAt: { not: null } } }),
  );
  return issueCrl({
    issuer: { certificate: root.certificate },
    issuerKey: root,
    crlNumber: BigInt(now.getTime()),
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + 7 * DAY),
    revoked: revoked.flatMap((row) =>
      row.revokedAt ? [{ serialNumber: fromHex(row.serialNumber), revokedAt: row.revokedAt }] : [],
    ),
  });
}

/** X.509 times have no fractions; a notBefore rounded up would lie in the future. */
const wholeSecond = (time: Date) => new Date(Math.floor(time.getTime() / 1000) * 1000);
