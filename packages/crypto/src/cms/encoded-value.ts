import { Sequence, type ViewWriter } from 'asn1js';
import type { PkiObject } from 'pkijs';

/**
 * A value encoded elsewhere — certificate, name, attribute, token — that asn1js writes byte for byte. Had asn1js parsed
 * it, it would be encoded anew: lengths in another form, and one indefinite length would make every value around it
 * indefinite. (asn1js' own RawData writes nothing inside a constructed value.)
 */
export class EncodedValue extends Sequence {
  readonly octets: Uint8Array;

  constructor(octets: Uint8Array) {
    super();
    this.octets = octets;
  }

  override toBER(_sizeOnly?: boolean, writer?: ViewWriter): ArrayBuffer {
    const copy = new Uint8Array(this.octets).buffer;
    writer?.write(copy);
    return copy;
  }
}

/** Lets an object of pkijs be written as `octets`, whatever its fields say. */
export function writtenAs<T extends PkiObject>(object: T, octets: Uint8Array): T {
  const value = new EncodedValue(octets);
  return Object.assign(object, { toSchema: () => value });
}
