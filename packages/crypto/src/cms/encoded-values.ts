import { Attribute, Certificate, RelativeDistinguishedNames } from 'pkijs';
import { Sequence, type ViewWriter } from 'asn1js';

/**
 * A value encoded elsewhere — certificate, name, attribute, token — that asn1js writes byte for byte. Parsed by asn1js
 * it would be written anew: lengths in another form, and one indefinite length makes every value around it indefinite.
 * asn1js' own RawData writes nothing inside a constructed value.
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

/** A certificate as its issuer encoded it: another encoding would no longer be what the issuer signed. */
export class EncodedCertificate extends Certificate {
  readonly #value: EncodedValue;

  constructor(der: Uint8Array) {
    super();
    this.#value = new EncodedValue(der);
  }

  override toSchema(): Sequence {
    return this.#value;
  }
}

/** A name as it stands in a certificate, with its string types: verifiers compare the octets. */
export class EncodedName extends RelativeDistinguishedNames {
  readonly #value: EncodedValue;

  constructor(der: Uint8Array) {
    super();
    this.#value = new EncodedValue(der);
  }

  override toSchema(): Sequence {
    return this.#value;
  }
}

/** An attribute as it was signed. */
export class EncodedAttribute extends Attribute {
  readonly #value: EncodedValue;

  constructor(der: Uint8Array) {
    super();
    this.#value = new EncodedValue(der);
  }

  override toSchema(): Sequence {
    return this.#value;
  }
}
