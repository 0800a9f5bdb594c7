import { octetsOf, textOf } from '../asn1/decode.ts';
import { childrenOfTag, expectTag, readElement } from '../asn1/element.ts';
import { octetString, sequence, utf8String } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { readable } from '../readable.ts';
import type { Extensions } from './certificate-extensions.ts';
import type { EventBinding } from './certificate-types.ts';

const SHA256_OCTETS = 32;

/**
 * What a one-time certificate is for, as an extension of our own that nobody has to know:
 * `ContractBinding ::= SEQUENCE { contract UTF8String (SIZE (1..64)), evidence OCTET STRING (SIZE (32)) OPTIONAL }`.
 * @throws CryptoError CERTIFICATE_INPUT_INVALID
 */
export function encodeEventBinding({ contract, evidence }: EventBinding): Uint8Array {
  if (!/^[\x21-\x7e]{1,64}$/.test(contract)) {
    throw inputInvalid("The event's contract must be named by 1 to 64 printable ASCII characters.");
  }
  if (evidence && evidence.length !== SHA256_OCTETS) {
    throw inputInvalid("The event's evidence must be a SHA-256 value.");
  }
  return sequence(utf8String(contract), ...(evidence ? [octetString(evidence)] : []));
}

/** What a certificate says it is for; `undefined` when it doesn't, or not in our way. */
export function readEventBinding(extensions: Extensions): EventBinding | undefined {
  const value = extensions.get(OID.contractBinding)?.value;
  if (value === undefined) return undefined;
  return readable(() => {
    const [contract, evidence] = childrenOfTag(readElement(value), 0x30);
    const name = textOf(expectTag(contract, 0x0c));
    return evidence === undefined ? { contract: name } : { contract: name, evidence: octetsOf(evidence) };
  });
}

function inputInvalid(message: string): CryptoError {
  return new CryptoError('CERTIFICATE_INPUT_INVALID', message);
}
