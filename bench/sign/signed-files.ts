import { type Allocate, prepareDocument, signingFunction, signPdf } from '@chopmark/crypto';
import { scannedContract } from './input-pdf.ts';
import { FIELD, type Material, pdfOf, SIGNER } from './material.ts';

const SIGNERS = 10;
const MANY = `100 KB, ${SIGNERS} signatures`;

type SignedFiles = {
  /** By the case's name. */
  pdfs: Record<string, Uint8Array>;
  /** How many each file holds. */
  signatures: Record<string, number>;
};

/** The files of the signing bench with their one signature, and one that ten have signed one after the other. */
export async function signedFiles(material: Material): Promise<SignedFiles> {
  const sign = fieldSigner(material);
  const pdfs: SignedFiles['pdfs'] = {};
  const signatures: SignedFiles['signatures'] = {};
  for (const name of Object.keys(material.pdfs)) {
    pdfs[name] = await sign(pdfOf(material, name), FIELD);
    signatures[name] = 1;
  }
  pdfs[MANY] = await signedByMany(material, SIGNERS);
  signatures[MANY] = SIGNERS;
  return { pdfs, signatures };
}

/** 100 KB on four pages with `fields` fields, `count` of them signed. */
export async function signedByMany(material: Material, count: number, fields = count): Promise<Uint8Array> {
  const sign = fieldSigner(material);
  let pdf = await withFields(100 * 1024, fields);
  for (let index = 0; index < count; index += 1) pdf = await sign(pdf, fieldName(index));
  return pdf;
}

/** A prepared file with `count` empty signature fields. */
export async function withFields(size: number, count: number): Promise<Uint8Array> {
  const controls = Array.from({ length: count }, (_, index) => ({
    name: fieldName(index),
    kind: 'seal' as const,
    signer: SIGNER.name,
    rect: {
      page: index % 4,
      x: 40 + (index % 10) * 50,
      y: 100 + Math.floor(index / 10) * 50,
      width: 42,
      height: 42,
    },
  }));
  return prepareDocument({ pdf: await scannedContract(size, 4), controls, fontFile: new Uint8Array() });
}

export const fieldName = (index: number) => `Seal-${index + 1}`;

type SignField = (pdf: Uint8Array, field: string) => Promise<Uint8Array>;

/** Signs with the bench's seal, key and certificates; the key is read once. */
export function fieldSigner({ key, certificate, root, seal }: Material, allocate?: Allocate): SignField {
  const identity = {
    algorithm: key.algorithm,
    certificates: [certificate, root],
    sign: signingFunction(key),
  };
  return (pdf, field) =>
    signPdf({
      pdf,
      field,
      signer: SIGNER,
      signingTime: new Date(),
      appearance: seal,
      identity,
      ...(allocate && { allocate }),
    });
}
