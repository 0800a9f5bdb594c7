import { assembleSignature } from '../cms/assemble-signature.ts';
import { signedAttributes } from '../cms/signed-attributes.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { digestForKey, signWithKey } from '../keys/sign-with-key.ts';
import type { Holder } from './sample-chain.ts';

/** A detached CMS over `content`, made the way the signing job makes it: attributes, signature value, assembly. */
export function signContent(
  content: Uint8Array,
  signer: Holder,
  chain: Uint8Array[] = [],
  stamp?: (signature: Uint8Array) => Uint8Array,
): Uint8Array {
  const digestAlgorithm = digestForKey(signer.algorithm);
  const attributes = signedAttributes({
    digest: digestOf(digestAlgorithm, content),
    digestAlgorithm,
    certificate: signer.certificate,
  });
  const signature = signWithKey(signer.privateKey, signer.algorithm, attributes);
  return assembleSignature({
    signedAttributes: attributes,
    signature,
    algorithm: signer.algorithm,
    certificates: [signer.certificate, ...chain],
    ...(stamp && { timestampToken: stamp(signature) }),
  });
}
