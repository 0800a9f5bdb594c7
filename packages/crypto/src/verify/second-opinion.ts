import { ContentInfo, SignedData } from 'pkijs';
import { parseSignature } from '../cms/parse-signature.ts';
import { CryptoError } from '../errors.ts';
import type { ByteRange } from '../pdf/embed-signature.ts';
import { trimContents } from './contents-der.ts';

export type SecondOpinion =
  | { status: 'holds' }
  | { status: 'broken'; reason: string }
  /** The algorithm is one that library doesn't know (SM2). */
  | { status: 'unable' };

/**
 * Has pkijs, which shares no code with our writer, reader and verifier, check a finished signature of a PDF over the bytes it
 * covers (RFC 5652 §5.6). What all of ours misread alike would show here.
 * @throws CryptoError CMS_INVALID when our own reader finds no signature in /Contents
 */
export async function secondOpinion(pdf: Uint8Array, byteRange: ByteRange): Promise<SecondOpinion> {
  const [, before, after, rest] = byteRange;
  const digits = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length).toString(
    'latin1',
    before + 1,
    after - 1,
  );
  const cms = trimContents(Buffer.from(digits, 'hex'));
  if (!cms) throw new CryptoError('CMS_INVALID', 'There is no signature in /Contents.');
  if (parseSignature(cms).scheme?.family === 'sm2') return { status: 'unable' };
  try {
    const signedData = new SignedData({ schema: ContentInfo.fromBER(new Uint8Array(cms)).content });
    const data = new Uint8Array(before + rest);
    data.set(pdf.subarray(0, before));
    data.set(pdf.subarray(after, after + rest), before);
    const holds = await signedData.verify({ signer: 0, data: data.buffer });
    return holds ? { status: 'holds' } : { status: 'broken', reason: 'the signature value does not hold' };
  } catch (error) {
    return { status: 'broken', reason: error instanceof Error ? error.message : String(error) };
  }
}
