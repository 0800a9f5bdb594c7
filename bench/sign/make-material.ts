import { randomBytes } from 'node:crypto';
import { drawRoundSeal, firstSealOf } from '@chopmark/core/testing';
import { generateKeyPair, issueCertificate, prepareDocument } from '@chopmark/crypto';
import { scannedContract } from './input-pdf.ts';
import { type Case, FIELD, type Material, PLACE, SIGNER } from './material.ts';
import { sealOperators } from './seal-operators.ts';

/** Key, certificates and seal, and a prepared file for each case. */
export async function makeMaterial(cases: Record<string, Case>): Promise<Material> {
  const seal = drawRoundSeal(firstSealOf('北京示例科技有限公司', '1101088012345'));
  const pdfs: Material['pdfs'] = {};
  for (const [name, each] of Object.entries(cases)) pdfs[name] = await prepared(each);
  return { pdfs, ...(await issue()), seal, sealOperators: sealOperators(seal) };
}

/** With one empty signature field, as a contract is when its signers get it. */
async function prepared({ size, pages }: Case): Promise<Uint8Array> {
  const pdf = await scannedContract(size, pages);
  const place = { name: FIELD, kind: 'seal', signer: SIGNER.name, rect: PLACE } as const;
  // Nothing is written into the pages, so no font is asked for.
  return prepareDocument({ pdf, controls: [place], fontFile: new Uint8Array() });
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
