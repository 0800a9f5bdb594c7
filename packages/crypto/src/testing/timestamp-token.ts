import { childrenOf, readElement } from '../asn1/element.ts';
import { boolean, encodeTag, octetString, sequence } from '../asn1/encode.ts';
import { parseSignature } from '../cms/parse-signature.ts';
import { signTimestampInfo } from '../timestamp/timestamp-response.ts';
import type { Holder } from './sample-chain.ts';

/** A token in which an authority signs any TSTInfo, DER, also one that we would never write. */
export function tokenOver(info: Uint8Array, authority: Holder): Uint8Array {
  return signTimestampInfo(info, authority, [authority.certificate]);
}

/** The fields of a token's TSTInfo, DER. */
export function infoFields(token: Uint8Array): Uint8Array[] {
  return childrenOf(readElement(parseSignature(token).content ?? token)).map(({ raw }) => raw);
}

/** TSTInfo's extensions with one, 1.2.3.4, that nobody knows. */
export function unknownExtension(critical: boolean): Uint8Array {
  return encodeTag(
    0xa1,
    sequence(
      encodeTag(0x06, Buffer.from('2a0304', 'hex')),
      ...(critical ? [boolean(true)] : []),
      octetString(sequence()),
    ),
  );
}
