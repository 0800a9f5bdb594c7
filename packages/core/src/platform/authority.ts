import { randomBytes } from 'node:crypto';
import {
  describeCertificate,
  generateKeyPair,
  isIssuedBy,
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
import { type KeyLine, keyLines, lineOf } from '../tenants/key-algorithms.ts';
import { PLATFORM_TENANT_ID } from './platform-tenant.ts';
import { publishedAt } from './published-name.ts';
import { nextRootCrlNumber } from './root-register.ts';

const DAY = 86_400_000;
const VALIDITY_DAYS = { root: 20 * 365, timestamp: 5 * 365, certification: 5 * 365 };

export type PlatformPurpose = 'root' | 'timestamp' | 'certification';

/** A platform key with its certificate and the chain above it (nearest first, root last). */
export type PlatformKey = SigningKey & { keyId: string; certificate: Uint8Array; chain: Uint8Array[] };

/** What an authority of a line signs with, the platform's and the tenants' alike. */
export const AUTHORITY_ALGORITHMS: Record<KeyLine, KeyAlgorithm> = {
  international: 'ec-p256',
  national: 'sm2',
};

/** @throws CoreError INTERNAL when the platform has no such key; the international ones are made at the installation */
export async function platformKey(
  core: Core,
  purpose: PlatformPurpose,
  line: KeyLine = 'international',
): Promise<PlatformKey> {
  const found = await findPlatformKey(core, purpose, line);
  if (found) return found;
  throw new CoreError('INTERNAL', `the platform's ${purpose} key is missing; start the installation again`);
}

async function findPlatformKey(
  core: Core,
  purpose: PlatformPurpose,
  line: KeyLine,
): Promise<PlatformKey | undefined> {
  const found = await core.db.withTenant(PLATFORM_TENANT_ID, async (tx) => {
    const key = await tx.signingKey.findFirst({
      where: { ...keyOfPurpose(purpose, line), state: 'ready' },
    });
    if (!key?.privateKeySealed) return undefined;
    const certificate = await tx.certificate.findUnique({ where: { keyId: key.id } });
    return certificate ? { key, sealed: key.privateKeySealed, certificate } : undefined;
  });
  if (!found) return undefined;
  const { key, sealed, certificate } = found;
  return {
    keyId: key.id,
    algorithm: key.algorithm as KeyAlgorithm,
    privateKey: await core.keys.unseal(PLATFORM_TENANT_ID, `key/${key.id}`, sealed),
    certificate: certificate.der,
    chain: certificate.chain,
  };
}

function keyOfPurpose(purpose: PlatformPurpose, line: KeyLine) {
  const algorithm = line === 'national' ? 'sm2' : { not: 'sm2' };
  return { tenantId: PLATFORM_TENANT_ID, purpose, algorithm };
}

/** Makes the platform's key for a purpose with its certificate, unless it is there already. */
export async function ensurePlatformKey(
  core: Core,
  purpose: PlatformPurpose,
  commonName: string,
  line: KeyLine = 'international',
): Promise<void> {
  if (await findPlatformKey(core, purpose, line)) return;
  const pair = await generateKeyPair(AUTHORITY_ALGORITHMS[line]);
  const issuer = purpose === 'root' ? undefined : await platformKey(core, 'root', line);
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
    ...(issuer ? rootPublishedAt(core, lineOf(issuer.algorithm)) : {}),
  });
}

/** Addresses of a line's root, for the certificates it issues. */
export function rootPublishedAt(core: Core, line: KeyLine) {
  return publishedAt(core.publicUrl, { name: 'root', line, generation: 1 });
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

/** The root's certificate; its key stays sealed. @throws CoreError NOT_FOUND while nobody has asked for the line */
export async function rootCertificate(core: Core, line: KeyLine = 'international'): Promise<Uint8Array> {
  const certificate = await findRootCertificate(core, line);
  if (!certificate) throw new CoreError('NOT_FOUND', 'no such certificate authority');
  return certificate;
}

/** The roots of all lines there are: what everything of ours is trusted by. */
export async function rootCertificates(core: Core): Promise<Uint8Array[]> {
  const roots = await Promise.all(keyLines.map((line) => findRootCertificate(core, line)));
  return roots.filter((root) => root !== undefined);
}

function findRootCertificate(core: Core, line: KeyLine): Promise<Uint8Array | undefined> {
  return core.db.withTenant(PLATFORM_TENANT_ID, async (tx) => {
    const where = { ...keyOfPurpose('root', line), state: 'ready' };
    const key = await tx.signingKey.findFirst({ where, select: { id: true } });
    return key ? (await tx.certificate.findUnique({ where: { keyId: key.id } }))?.der : undefined;
  });
}

/** The CRLs of all roots there are, made now. */
export async function rootCrls(core: Core): Promise<Uint8Array[]> {
  const roots = await Promise.all(keyLines.map((line) => findPlatformKey(core, 'root', line)));
  return Promise.all(roots.flatMap((root) => (root ? [crlOfRoot(core, root)] : [])));
}

/**
 * A root's CRL, made now: it speaks for issuing CAs, the TSA and the platform's certification key.
 * @throws CoreError NOT_FOUND while nobody has asked for the line
 */
export async function rootCrl(core: Core, line: KeyLine = 'international'): Promise<Uint8Array> {
  return crlOfRoot(core, await rootOf(core, line));
}

export async function rootOf(core: Core, line: KeyLine): Promise<PlatformKey> {
  const root = await findPlatformKey(core, 'root', line);
  if (!root) throw new CoreError('NOT_FOUND', 'no such certificate authority');
  return root;
}

async function crlOfRoot(core: Core, root: PlatformKey): Promise<Uint8Array> {
  const { crlNumber, revoked } = await core.db.withTenant(PLATFORM_TENANT_ID, async (tx) => ({
    crlNumber: await nextRootCrlNumber(tx, core.now()),
    revoked: await tx.certificate.findMany({
      where: { tenantId: PLATFORM_TENANT_ID, revokedAt: { not: null } },
    }),
  }));
  const now = core.now();
  return issueCrl({
    issuer: { certificate: root.certificate },
    issuerKey: root,
    crlNumber,
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + 7 * DAY),
    keepsExpiredSince: describeCertificate(root.certificate).notBefore,
    revoked: revoked.flatMap((row) =>
      row.revokedAt && isIssuedBy(row.der, root.certificate)
        ? [{ serialNumber: fromHex(row.serialNumber), revokedAt: row.revokedAt }]
        : [],
    ),
  });
}

/** X.509 times have no fractions; a notBefore rounded up would lie in the future. */
export const wholeSecond = (time: Date) => new Date(Math.floor(time.getTime() / 1000) * 1000);
