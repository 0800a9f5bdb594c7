import { assembleSignature } from '../cms/assemble-signature.ts';
import { signedAttributes } from '../cms/signed-attributes.ts';
import { CryptoError } from '../errors.ts';
import type { KeyAlgorithm } from '../keys/key-algorithm.ts';
import { digestForKey } from '../keys/sign-with-key.ts';
import { fillContents } from './embed-signature.ts';
import { buildSignatureRevision, type SignatureRevisionInput } from './signature-revision.ts';

/** What makes signature values: a key in memory (`signingFunction`), a token, a remote service. */
export type SigningIdentity = {
  algorithm: KeyAlgorithm;
  /** The signer's first, then its chain; DER. */
  certificates: Uint8Array[];
  /** Signs `data`, not its digest, as `signWithKey` does; ECDSA and SM2 values in DER. */
  sign(data: Uint8Array): Uint8Array | Promise<Uint8Array>;
};

export type SignPdfInput = Omit<SignatureRevisionInput, 'digestAlgorithm' | 'timestamped'> & {
  identity: SigningIdentity;
  /** An RFC 3161 token over a signature value. With it the signature is PAdES B-T, without B-B (EN 319 142-1 §6.3). */
  timestamp?: (signature: Uint8Array) => Promise<Uint8Array>;
};

/**
 * From a PDF to the signed PDF in one revision and one copy of its bytes, where key or token are at hand. (Where they are
 * asked later or elsewhere: `buildSignatureRevision`, `signedAttributes`, `assembleSignature`, `embedSignature`.)
 * @throws CryptoError what those throw
 */
export async function signPdf(input: SignPdfInput): Promise<Uint8Array> {
  const { identity, timestamp, ...revisionInput } = input;
  const { algorithm, certificates } = identity;
  const [certificate] = certificates;
  if (!certificate) throw new CryptoError('CMS_INPUT_INVALID', "The signer's certificate is missing.");
  const digestAlgorithm = digestForKey(algorithm);
  const { pdf, byteRange, digest } = await buildSignatureRevision({
    ...revisionInput,
    ...(revisionInput.contentsSize === undefined && !timestamp && { contentsSize: sizeFor(certificates) }),
    digestAlgorithm,
    timestamped: timestamp !== undefined,
  });
  const attributes = signedAttributes({ digest, digestAlgorithm, certificate });
  const signature = await identity.sign(attributes);
  const timestampToken = await timestamp?.(signature);
  const cms = assembleSignature({
    signedAttributes: attributes,
    signature,
    algorithm,
    certificates,
    ...(timestampToken && { timestampToken }),
  });
  fillContents({ pdf, byteRange, cms });
  return pdf;
}

/** Attributes, algorithm identifiers and a value of RSA-4096 take less. */
const AROUND_CERTIFICATES = 1536;

/** Bytes for a CMS without a timestamp, whose size is known before. What is reserved in vain is hashed twice. */
function sizeFor(certificates: Uint8Array[]): number {
  // The signer's issuer is named once more outside of its certificate.
  const [signer] = certificates;
  return certificates.reduce((sum, { length }) => sum + length, AROUND_CERTIFICATES + (signer?.length ?? 0));
}
