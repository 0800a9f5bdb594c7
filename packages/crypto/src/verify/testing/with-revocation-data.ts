import { type Asn1Element, childrenOf, readElement } from '../../asn1/element.ts';
import { encodeTag, objectIdentifier, sequence, setOf, tagged } from '../../asn1/encode.ts';
import { OID } from '../../asn1/oids.ts';
import { parseOcspResponse } from '../../ocsp/parsed-ocsp-response.ts';

/** Where a CMS may bring OCSP responses: with SignedData (RFC 5940), or in CAdES' unsigned attribute (EN 319 122-1 §A.1.2). */
export type RevocationPlace = 'signed-data' | 'unsigned-attribute';

/** The same CMS with OCSP responses in it, as other software writes them; none of it is signed. */
export function withOcspResponses(cms: Uint8Array, place: RevocationPlace, ocsps: Uint8Array[]): Uint8Array {
  const [type, wrapper] = childrenOf(readElement(cms));
  const [signedData] = wrapper ? childrenOf(wrapper) : [];
  if (!type || !signedData) throw new Error('no SignedData');
  const fields = childrenOf(signedData).flatMap((field) => {
    if (field.tag !== 0x31 || field !== lastOf(signedData, field)) return [field.raw];
    if (place === 'signed-data') return [revocationChoices(ocsps), field.raw];
    return [encodeTag(0x31, ...childrenOf(field).map((signer) => withAttribute(signer, ocsps)))];
  });
  return sequence(type.raw, tagged(0, sequence(...fields)));
}

/** signerInfos is the last SET, digestAlgorithms the first. */
function lastOf(signedData: Asn1Element, field: Asn1Element): Asn1Element | undefined {
  const last = childrenOf(signedData).at(-1);
  return last && Buffer.compare(last.raw, field.raw) === 0 ? field : undefined;
}

function revocationChoices(ocsps: Uint8Array[]): Uint8Array {
  return tagged(1, ...ocsps.map((der) => tagged(1, objectIdentifier(OID.ocspResponse), der)));
}

function withAttribute(signer: Asn1Element, ocsps: Uint8Array[]): Uint8Array {
  const fields = childrenOf(signer);
  const unsigned = fields.at(-1)?.tag === 0xa1 ? fields.pop() : undefined;
  const value = sequence(tagged(1, sequence(...ocsps.map(basicOf))));
  const attribute = sequence(objectIdentifier(OID.revocationValues), setOf(value));
  const others = unsigned ? childrenOf(unsigned).map(({ raw }) => raw) : [];
  return sequence(...fields.map(({ raw }) => raw), tagged(1, ...others, attribute));
}

/** CAdES keeps the BasicOCSPResponse alone. */
function basicOf(response: Uint8Array): Uint8Array {
  if (!parseOcspResponse(response).basic) throw new Error('this response has no answer');
  const at = Buffer.from(response).indexOf(objectIdentifier(OID.ocspBasic));
  const [octets] = [readElement(response.subarray(at + 11))];
  return octets.content;
}
