import { randomBytes } from 'node:crypto';
import { drawRoundSeal, firstSealOf } from '@chopmark/core/testing';
import { generateKeyPair, issueCertificate } from '@chopmark/crypto';
import { scannedContract } from './input-pdf.ts';
import { CASES, type Material, SIGNER } from './material.ts';
import { sealOperators } from './seal-operators.ts';

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
    sealOperators: sealOperators(seal),
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
