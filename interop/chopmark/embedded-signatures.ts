/** One signature as it lies in the file. Read by the clauses of ISO 32000-1 §12.8.1, with none of the code under test. */
export type EmbeddedSignature = {
  byteRange: [number, number, number, number];
  /** Offset of the first hexadecimal digit of /Contents. */
  hexStart: number;
  /** DER, without the padding. */
  cms: Uint8Array;
  /** The bytes that are signed. */
  content: Uint8Array;
};

/** In the order of signing, which is that of the revisions. */
export function embeddedSignatures(pdf: Buffer): EmbeddedSignature[] {
  const ranges = pdf.toString('latin1').matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g);
  return [...ranges].map(([, a, b, c, d]) => signatureAt(pdf, [Number(a), Number(b), Number(c), Number(d)]));
}

function signatureAt(pdf: Buffer, byteRange: EmbeddedSignature['byteRange']): EmbeddedSignature {
  const [start, length, after, rest] = byteRange;
  const hexStart = start + length + 1;
  const padded = Buffer.from(pdf.toString('latin1', hexStart, after - 1), 'hex');
  return {
    byteRange,
    hexStart,
    cms: padded.subarray(0, derLength(padded)),
    content: Buffer.concat([pdf.subarray(start, start + length), pdf.subarray(after, after + rest)]),
  };
}

/** Header and content of the first element; lengths of X.690 §8.1.3.5. */
function derLength(der: Buffer): number {
  const first = der.readUInt8(1);
  if (first < 0x80) return 2 + first;
  const octets = first & 0x7f;
  return 2 + octets + der.readUIntBE(2, octets);
}
