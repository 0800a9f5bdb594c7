import { mustRun } from './run.ts';

/** One line of `openssl asn1parse`; offsets and lengths in bytes. */
export type Asn1Element = { offset: number; depth: number; header: number; length: number; text: string };

/** Every element of a DER file in the order of its bytes. */
export async function readAsn1(file: string): Promise<Asn1Element[]> {
  const listed = await mustRun('openssl', ['asn1parse', '-inform', 'DER', '-in', file]);
  const line = /^ *(\d+):d=(\d+) +hl=(\d+) l= *(\d+) (?:prim|cons): (.*)$/gm;
  return [...listed.matchAll(line)].map(([, offset, depth, header, length, text = '']) => ({
    offset: Number(offset),
    depth: Number(depth),
    header: Number(header),
    length: Number(length),
    text: text.trim(),
  }));
}

/** Where the content bytes of the one SignerInfo's signature value are (RFC 5652 §5.3: five levels down, the last octet string). */
export function signatureValue(elements: Asn1Element[]): { start: number; end: number } {
  const found = elements.findLast(({ depth, text }) => depth === 5 && text.startsWith('OCTET STRING'));
  if (!found) throw new Error('no signature value in this CMS');
  return { start: found.offset + found.header, end: found.offset + found.header + found.length };
}

/** Where the signature timestamp token is (RFC 3161 appendix A): the element in the set after the attribute's name. */
export function findTimestampToken(elements: Asn1Element[]): { start: number; end: number } | undefined {
  const name = elements.findIndex(({ text }) => text.endsWith(':id-smime-aa-timeStampToken'));
  const token = name < 0 ? undefined : elements[name + 2];
  return token && { start: token.offset, end: token.offset + token.header + token.length };
}

/** The same, where there must be one. */
export function timestampToken(elements: Asn1Element[]): { start: number; end: number } {
  const found = findTimestampToken(elements);
  if (!found) throw new Error('no signature timestamp in this CMS');
  return found;
}
