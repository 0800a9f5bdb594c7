import { octetsOf } from '../asn1/decode.ts';
import { type Asn1Element, childrenOfTag, invalid } from '../asn1/element.ts';
import { octetString, sequence } from '../asn1/encode.ts';
import {
  type DigestAlgorithm,
  digestIdentifierWithNull,
  readDigestAlgorithm,
} from '../keys/digest-algorithm.ts';

/** What is stamped: a digest and its algorithm (RFC 3161 §2.4.1). */
export type MessageImprint = {
  digestAlgorithm: DigestAlgorithm | undefined /* undefined: one we can't compute */;
  digest: Uint8Array;
};

export function encodeImprint(digestAlgorithm: DigestAlgorithm, digest: Uint8Array): Uint8Array {
  return sequence(digestIdentifierWithNull(digestAlgorithm), octetString(digest));
}

export function readImprint(element: Asn1Element | undefined): MessageImprint {
  const [identifier, digest, ...rest] = childrenOfTag(element, 0x30);
  if (rest.length > 0) throw invalid('a message imprint has an unknown field');
  return { digestAlgorithm: readDigestAlgorithm(identifier), digest: octetsOf(digest) };
}
