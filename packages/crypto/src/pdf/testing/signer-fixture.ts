import { createHash } from 'node:crypto';
import { generateKeyPair } from '../../keys/generate-key-pair.ts';
import type { KeyPair } from '../../keys/key-algorithm.ts';
import { signingFunction } from '../../keys/sign-with-key.ts';
import { issueCertificate } from '../../x509/issue-certificate.ts';
import { signPdf as signWholePdf } from '../sign-pdf.ts';
import type { SignatureRevisionInput } from '../signature-revision.ts';

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

/** One whole signature of a person who gives a reason. */
export function signPdf(
  { name, key, certificates }: SignerFixture,
  input: Omit<SignatureRevisionInput, 'signer' | 'signingTime'>,
): Promise<Uint8Array> {
  return signWholePdf({
    ...input,
    signer: { name, reason: '同意本合同' },
    signingTime: new Date(),
    identity: { algorithm: key.algorithm, certificates, sign: signingFunction(key) },
  });
}

function serial(name: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(name).digest().subarray(0, 16));
}
