import { PDFObject } from 'pdf-lib';

const ZERO = 0x30;

/** A hexadecimal string of zeros, to be replaced by the signature: pdf-lib's own would be written digit by digit. */
export class ReservedContents extends PDFObject {
  private readonly digits: number;

  /** @param size bytes of the signature, each two digits */
  constructor(size: number) {
    super();
    this.digits = 2 * size;
  }

  override clone(): ReservedContents {
    return this;
  }

  override toString(): string {
    return `<${'0'.repeat(this.digits)}>`;
  }

  override sizeInBytes(): number {
    return this.digits + 2;
  }

  override copyBytesInto(buffer: Uint8Array, offset: number): number {
    buffer[offset] = 0x3c;
    buffer.fill(ZERO, offset + 1, offset + 1 + this.digits);
    buffer[offset + 1 + this.digits] = 0x3e;
    return this.sizeInBytes();
  }
}
