import { createHash } from 'node:crypto';
import { assembleSignature } from '../../cms/assemble-signature.ts';
import { signedAttributes } from '../../cms/signed-attributes.ts';
import { generateKeyPair } from '../../keys/generate-key-pair.ts';
import type { KeyPair } from '../../keys/key-algorithm.ts';
import { signWithKey } from '../../keys/sign-with-key.ts';
import { issueCertificate } from '../../x509/issue-certificate.ts';
import { embedSignature } from '../embed-signature.ts';
import { buildSignatureRevision, type SignatureRevisionInput } from '../signature-revision.ts';

export type SignerFixture = { name: string; key: KeyPair; certificates: Uint8Array[] };

/** A root and persons under it, valid now. */
export async function signerFixtures(
  names: string[],
): Promise<{ root: Uint8Array; signers: SignerFixture[] }> {
  const rootKey = await generateKeyPair('ec-p256');
  const validity = {
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000 * 30),
  };
  const root = await issueCertificate({
    ...validity,
    profile: 'root',
    subject: { commonName: 'Test Root', organization: 'Test', country: 'CN' },
    publicKey: rootKey.publicKey,
    issuer: 'self',
    issuerKey: rootKey,
    serialNumber: serial('root'),
  });
  const signers = await Promise.all(
    names.map(async (name) => {
      const key = await generateKeyPair('ec-p256');
      const certificate = await issueCertificate({
        ...validity,
        profile: 'person',
        subject: { commonName: name, country: 'CN' },
        publicKey: key.publicKey,
        issuer: { certificate: root },
        issuerKey: rootKey,
        serialNumber: serial(name),
      });
      return { name, key, certificates: [certificate, root] };
    }),
  );
  return { root, signers };
}

/** One whole signature: revision, CMS, embedding. */
export async function signPdf(
  signer: SignerFixture,
  input: Omit<SignatureRevisionInput, 'signer' | 'signingTime'>,
): Promise<Uint8Array> {
  const [certificate] = signer.certificates;
  if (!certificate) throw new Error('the fixture has no certificate');
  const revision = await buildSignatureRevision({
    ...input,
    signer: { name: signer.name, reason: '同意本合同' },
    signingTime: new Date(),
  });
  const attributes = signedAttributes({ digest: revision.digest, digestAlgorithm: 'SHA-256', certificate });
  const cms = assembleSignature({
    signedAttributes: attributes,
    signature: signWithKey(signer.key.privateKey, signer.key.algorithm, attributes),
    algorithm: signer.key.algorithm,
    certificates: signer.certificates,
  });
  return embedSignature({ pdf: revision.pdf, byteRange: revision.byteRange, cms });
}

function serial(name: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(name).digest().subarray(0, 16));
}
