import { randomBytes } from 'node:crypto';
import {
  assembleSignature,
  buildSignatureRevision,
  embedSignature,
  generateKeyPair,
  issueCertificate,
  prepareDocument,
  signedAttributes,
  signWithKey,
} from '@chopmark/crypto';
import { documentFont } from '../contracts/document-font.ts';
import { samplePdf } from './sample-pdf.ts';

/** A PDF that somebody else has signed, with a certificate of their own and without certifying it. */
export async function pdfSignedByOthers(now: Date): Promise<Uint8Array> {
  const { certificate, pair } = await foreignSigner(now);
  const rect = { page: 0, x: 300, y: 700, width: 150, height: 50 };
  const prepared = await prepareDocument({
    pdf: samplePdf(),
    controls: [{ name: 'theirs', kind: 'signature', rect, signer: 'them' }],
    fontFile: documentFont(),
  });
  const revision = await buildSignatureRevision({
    pdf: prepared,
    field: 'theirs',
    signer: { name: 'Somebody Else' },
    signingTime: now,
  });
  const attributes = signedAttributes({ digest: revision.digest, digestAlgorithm: 'SHA-256', certificate });
  const cms = assembleSignature({
    signedAttributes: attributes,
    signature: signWithKey(pair.privateKey, pair.algorithm, attributes),
    algorithm: pair.algorithm,
    certificates: [certificate],
  });
  return embedSignature({ pdf: revision.pdf, byteRange: revision.byteRange, cms });
}

async function foreignSigner(now: Date) {
  const [rootPair, pair] = [await generateKeyPair('ec-p256'), await generateKeyPair('ec-p256')];
  const validity = {
    notBefore: new Date(now.getTime() - 1000),
    notAfter: new Date(now.getTime() + 86_400_000),
  };
  const root = await issueCertificate({
    profile: 'root',
    subject: { commonName: 'Foreign Root' },
    publicKey: rootPair.publicKey,
    issuer: 'self',
    issuerKey: rootPair,
    serialNumber: randomBytes(16),
    ...validity,
  });
  const certificate = await issueCertificate({
    profile: 'person',
    subject: { commonName: 'Somebody Else' },
    publicKey: pair.publicKey,
    issuer: { certificate: root },
    issuerKey: rootPair,
    serialNumber: randomBytes(16),
    ...validity,
  });
  return { certificate, pair };
}
