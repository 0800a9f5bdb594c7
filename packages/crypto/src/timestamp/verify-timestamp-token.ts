import { invalid } from '../asn1/element.ts';
import { OID } from '../asn1/oids.ts';
import { parseSignature } from '../cms/parse-signature.ts';
import type { ParsedSignature } from '../cms/parsed-signature.ts';
import { checkEncapsulated } from '../cms/verify-signature.ts';
import { CryptoError } from '../errors.ts';
import { type DigestAlgorithm, digestLength } from '../keys/digest-algorithm.ts';
import { readTimestampInfo } from './timestamp-info.ts';
import type { TimestampCheck, TimestampInfo, TimestampReason } from './timestamp-types.ts';

/**
 * Holds a timestamp token (RFC 3161 §2.4.2) against the data it should stamp. Whether the TSA is to be trusted, for
 * timestamping and at that time, is for `verifyChain` to say about `tsaCertificate`.
 * @param digestOf digest of the stamped data: for a signature timestamp the signature value, for a document timestamp the ByteRange
 * @throws CryptoError TIMESTAMP_INVALID when it isn't a readable token
 */
export function verifyTimestampToken(token: Uint8Array, digestOf: DigestOf): TimestampCheck {
  const { parsed, content, info } = readToken(token);
  const check = checkEncapsulated(parsed, content);
  const reasons = contentReasons(info, digestOf);
  return {
    intact: check.intact && reasons.length === 0,
    time: info.time,
    accuracy: info.accuracySeconds,
    policy: info.policy,
    serialNumber: info.serialNumber,
    tsaCertificate: parsed.signerCertificate,
    certificates: parsed.certificates,
    crls: parsed.crls,
    ocspResponses: parsed.ocspResponses,
    reasons: [...check.reasons, ...reasons],
  };
}

function contentReasons(info: TimestampInfo, digestOf: DigestOf): TimestampReason[] {
  const reasons: TimestampReason[] = [];
  if (!isOver(info, digestOf)) reasons.push('IMPRINT_MISMATCH');
  if (info.criticalExtensions.length > 0) reasons.push('TIMESTAMP_EXTENSION_UNKNOWN');
  return reasons;
}

/** A value that is no digest stamps nothing, whatever it is held against. */
function isOver({ digestAlgorithm, digest }: TimestampInfo, digestOf: DigestOf): boolean {
  if (digestAlgorithm === undefined || digest.length !== digestLength(digestAlgorithm)) return false;
  return Buffer.compare(digest, digestOf(digestAlgorithm)) === 0;
}

type DigestOf = (algorithm: DigestAlgorithm) => Uint8Array;

type Token = { parsed: ParsedSignature; content: Uint8Array /* TSTInfo DER */; info: TimestampInfo };

/** @throws CryptoError TIMESTAMP_INVALID */
export function readToken(token: Uint8Array): Token {
  try {
    const parsed = parseSignature(token);
    if (parsed.contentType !== OID.timestampInfo || parsed.content === undefined) {
      throw invalid('the signed content is not a TSTInfo');
    }
    return { parsed, content: parsed.content, info: readTimestampInfo(parsed.content) };
  } catch (cause) {
    throw new CryptoError('TIMESTAMP_INVALID', 'The timestamp is not a readable RFC 3161 token.', { cause });
  }
}
