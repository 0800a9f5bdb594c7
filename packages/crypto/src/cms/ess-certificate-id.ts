import { octetsOf } from '../asn1/decode.ts';
import { type Asn1Element, childrenOfTag } from '../asn1/element.ts';
import { OID } from '../asn1/oids.ts';
import { readDigestAlgorithm } from '../keys/digest-algorithm.ts';
import { type Attributes, onlyValue } from './attributes.ts';
import type { EssCertificateId } from './parsed-signature.ts';

/** The signer's own entry, the first, of signing-certificate-v2 (RFC 5035 §3) or its SHA-1 predecessor (RFC 2634 §5.4). */
export function readEssCertificateId(attributes: Attributes): EssCertificateId | undefined {
  const second = onlyValue(attributes, OID.signingCertificateV2);
  if (second) return readVersion2(firstId(second));
  const first = onlyValue(attributes, OID.signingCertificate);
  return first && { version: 1, digestAlgorithm: 'SHA-1', digest: octetsOf(firstId(first)[0]) };
}

function readVersion2([first, second]: Asn1Element[]): EssCertificateId {
  if (first?.tag !== 0x30) return { version: 2, digestAlgorithm: 'SHA-256', digest: octetsOf(first) };
  return { version: 2, digestAlgorithm: readDigestAlgorithm(first), digest: octetsOf(second) };
}

function firstId(attributeValue: Asn1Element): Asn1Element[] {
  const [ids] = childrenOfTag(attributeValue, 0x30);
  return childrenOfTag(childrenOfTag(ids, 0x30)[0], 0x30);
}
