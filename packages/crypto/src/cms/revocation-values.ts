import { oidOf } from '../asn1/decode.ts';
import { type Asn1Element, childrenOf, childrenOfTag } from '../asn1/element.ts';
import { OID } from '../asn1/oids.ts';

type RevocationValues = { crls: Uint8Array[]; ocspResponses: Uint8Array[] };

/** RevocationInfoChoices: CRLs as they are, OCSP responses in `[1]` (RFC 5652 §10.2.1, RFC 5940 §2.1). */
export function readRevocationChoices(set: Asn1Element | undefined): RevocationValues {
  const choices = set ? childrenOf(set) : [];
  const others = choices.filter(({ tag }) => tag === 0xa1).map(childrenOf);
  return {
    crls: choices.filter(({ tag }) => tag === 0x30).map(({ raw }) => raw),
    ocspResponses: others.flatMap(([format, value]) =>
      value && oidOf(format) === OID.ocspResponse ? [value.raw] : [],
    ),
  };
}

/**
 * What stands in CAdES' unsigned attribute RevocationValues (EN 319 122-1 §A.1.2) and, with the same tags, in Adobe's signed
 * attribute RevocationInfoArchival (ISO 32000-2 §12.8.3.3.2). CAdES keeps BasicOCSPResponses, Adobe whole OCSPResponses.
 */
export function readRevocationLists(value: Asn1Element | undefined): RevocationValues {
  const fields = value ? childrenOfTag(value, 0x30) : [];
  const listed = (tag: number): Uint8Array[] => {
    const wrapper = fields.find((field) => field.tag === tag);
    return wrapper ? childrenOfTag(childrenOf(wrapper)[0], 0x30).map(({ raw }) => raw) : [];
  };
  return { crls: listed(0xa0), ocspResponses: listed(0xa1) };
}
