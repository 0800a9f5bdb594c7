import { randomBytes, webcrypto } from 'node:crypto';
import { drawRoundSeal, firstSealOf } from '@chopmark/core/testing';
import { type Appearance, generateKeyPair, issueCertificate, type KeyPair } from '@chopmark/crypto';
import { scannedContract } from './input-pdf.ts';
import { sealOperators } from './seal-operators.ts';

/** Sizes in bytes by the case's name. */
export const CASES = {
  '100 KB': { size: 100 * 1024, pages: 4 },
  '5 MB': { size: 5 * 1024 * 1024, pages: 20 },
} as const;

export type CaseName = keyof typeof CASES;
export const caseNames = Object.keys(CASES) as CaseName[];

/** In points from the lower left of the first page: a seal of 42 mm. */
export const PLACE = { page: 0, x: 400, y: 90, width: 119, height: 119 } as const;
export const SIGNER = { name: 'Wang Fang', reason: 'Signed and sealed', location: 'Beijing' } as const;

/** What every subject is given: the same file, key, certificates and seal. */
export type Material = {
  pdfs: Record<CaseName, Uint8Array>;
  key: KeyPair;
  certificate: Uint8Array;
  root: Uint8Array;
  seal: Extract<Appearance, { type: 'paths' }>;
  /** The same seal for those who want it as content of a page, on a square of `size` units. */
  sealContent: { operators: string; size: number };
};

export async function makeMaterial(): Promise<Material> {
  const seal = drawRoundSeal(firstSealOf('北京示例科技有限公司', '1101088012345'));
  const [small, large] = await Promise.all([
    scannedContract(CASES['100 KB'].size, CASES['100 KB'].pages),
    scannedContract(CASES['5 MB'].size, CASES['5 MB'].pages),
  ]);
  return {
    pdfs: { '100 KB': small, '5 MB': large },
    ...(await issue()),
    seal,
    sealContent: { operators: sealOperators(seal), size: seal.width },
  };
}

async function issue() {
  const [rootKey, key] = await Promise.all([generateKeyPair('ec-p256'), generateKeyPair('ec-p256')]);
  const day = 86_400_000;
  const common = {
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 365 * day),
    issuerKey: rootKey,
  };
  const root = await issueCertificate({
    ...common,
    profile: 'root',
    subject: { commonName: 'Bench Root', organization: 'Chopmark Bench', country: 'CN' },
    publicKey: rootKey.publicKey,
    issuer: 'self',
    serialNumber: new Uint8Array(randomBytes(16)),
  });
  const certificate = await issueCertificate({
    ...common,
    profile: 'person',
    subject: { commonName: SIGNER.name, organization: 'Chopmark Bench', country: 'CN' },
    publicKey: key.publicKey,
    issuer: { certificate: root },
    serialNumber: new Uint8Array(randomBytes(16)),
  });
  return { key, certificate, root };
}

/** The key as Web Cryptography wants it. */
export function webCryptoKey({ key }: Material): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  return webcrypto.subtle.importKey('pkcs8', key.privateKey, algorithm, false, ['sign']);
}
