import { oidOf } from '../asn1/decode.ts';
import { type Asn1Element, childrenOf, childrenOfTag, invalid, readElement } from '../asn1/element.ts';

export type Attributes = Map<string /* OID */, Asn1Element[] /* values */>;

/** Signed or unsigned attributes (RFC 5652 §5.3), whatever tag they stand under. An OID that stands twice is refused. */
export function readAttributes(bytes: Uint8Array): Attributes {
  const attributes: Attributes = new Map();
  for (const element of childrenOf(readElement(bytes))) {
    const [type, values] = childrenOfTag(element, 0x30);
    const oid = oidOf(type);
    if (attributes.has(oid)) throw invalid(`attribute ${oid} appears twice`);
    attributes.set(oid, childrenOfTag(values, 0x31));
  }
  return attributes;
}

/** The value of an attribute that may have only one. */
export function onlyValue(attributes: Attributes, oid: string): Asn1Element | undefined {
  const values = attributes.get(oid);
  if (values === undefined) return undefined;
  if (values.length !== 1) throw invalid(`attribute ${oid} must have one value, not ${values.length}`);
  return values[0];
}
