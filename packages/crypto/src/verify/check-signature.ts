import { parseSignature } from '../cms/parse-signature.ts';
import type { ParsedSignature } from '../cms/parsed-signature.ts';
import { verifySignature } from '../cms/verify-signature.ts';
import { CryptoError } from '../errors.ts';
import { type DigestAlgorithm, digestOf } from '../keys/digest-algorithm.ts';
import type { PdfFile } from '../pdf-reader/pdf-file.ts';
import { PdfName } from '../pdf-reader/pdf-value.ts';
import type { TimestampCheck, TimestampReason } from '../timestamp/timestamp-types.ts';
import { verifyTimestampToken } from '../timestamp/verify-timestamp-token.ts';
import { type CoveredBytes, checkByteRange } from './byte-range.ts';
import { trimContents } from './contents-der.ts';
import { CoveredDigests } from './covered-digests.ts';
import type { FoundSignature } from './find-signatures.ts';
import { type Permissions, readPermissions } from './permissions.ts';

export type SubFilter = 'adbe.pkcs7.detached' | 'adbe.pkcs7.sha1' | 'ETSI.CAdES.detached' | 'ETSI.RFC3161';

/** A signature held against the bytes it covers; what came after it and whom to trust are others' questions. */
export type CheckedSignature = {
  found: FoundSignature;
  subFilter: SubFilter | undefined;
  covered: CoveredBytes;
  permissions: Permissions | undefined;
  parsed: ParsedSignature | undefined /* of a signature */;
  documentTimestamp: TimestampCheck | undefined /* of a document timestamp */;
  signatureTimestamp: TimestampCheck | undefined /* over the signature value */;
  intact: boolean;
  reasons: string[];
};

const SUB_FILTERS: SubFilter[] = [
  'adbe.pkcs7.detached',
  'adbe.pkcs7.sha1',
  'ETSI.CAdES.detached',
  'ETSI.RFC3161',
];

export function checkSignatures(file: PdfFile, found: FoundSignature[]): CheckedSignature[] {
  const digests = new CoveredDigests(file.bytes);
  return found.map((signature) => checkSignature(file, signature, digests));
}

function checkSignature(file: PdfFile, found: FoundSignature, digests: CoveredDigests): CheckedSignature {
  const checked: CheckedSignature = {
    found,
    subFilter: undefined,
    covered: { covered: false, reasons: [] },
    permissions: undefined,
    parsed: undefined,
    documentTimestamp: undefined,
    signatureTimestamp: undefined,
    intact: false,
    reasons: [],
  };
  const { value } = found;
  if (value === undefined) return broken(checked, 'SIGNATURE_UNREADABLE');
  if (found.fieldNumber === undefined) return broken(checked, 'SIGNATURE_OUTSIDE_FORM');
  if (found.sharedWith !== undefined) return broken(checked, 'SIGNATURE_SHARED');
  const subFilter = value.get('SubFilter');
  checked.subFilter = SUB_FILTERS.find((name) => subFilter instanceof PdfName && subFilter.value === name);
  if (checked.subFilter === undefined) checked.reasons.push('SUBFILTER_UNSUPPORTED');
  checked.covered = checkByteRange(file, found, value);
  if (!checked.covered.covered) checked.reasons.push(...checked.covered.reasons);
  if (checked.subFilter === undefined || !checked.covered.covered) return checked;
  checked.permissions = readPermissions(file.at(checked.covered.revision), value, found.fieldDict);
  if (checked.permissions === undefined) return broken(checked, 'PERMISSIONS_UNREADABLE');
  return checkContents(file, checked, checked.covered, digests);
}

function broken(checked: CheckedSignature, reason: string): CheckedSignature {
  checked.reasons.push(reason);
  checked.intact = false;
  return checked;
}

function checkContents(
  file: PdfFile,
  checked: CheckedSignature,
  covered: CoveredBytes & { covered: true },
  digests: CoveredDigests,
): CheckedSignature {
  const der = trimContents(covered.contents);
  if (der === undefined) return broken(checked, 'CONTENTS_INVALID');
  const digest = (algorithm: DigestAlgorithm) => digests.digest(covered.gap, covered.end, algorithm);
  try {
    if (checked.subFilter === 'ETSI.RFC3161') checkTimestamp(checked, der, digest);
    else checkCms(file, checked, der, digest, covered);
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    broken(checked, error.code);
  }
  return checked;
}

function checkTimestamp(
  checked: CheckedSignature,
  der: Uint8Array,
  digest: (algorithm: DigestAlgorithm) => Uint8Array,
): void {
  const check = verifyTimestampToken(der, digest);
  checked.documentTimestamp = check;
  checked.intact = check.intact;
  checked.reasons.push(...check.reasons);
}

function checkCms(
  file: PdfFile,
  checked: CheckedSignature,
  der: Uint8Array,
  digest: (algorithm: DigestAlgorithm) => Uint8Array,
  covered: CoveredBytes & { covered: true },
): void {
  const parsed = parseSignature(der);
  checked.parsed = parsed;
  const content = () =>
    Buffer.concat([file.bytes.subarray(0, covered.gap[0]), file.bytes.subarray(covered.gap[1], covered.end)]);
  const check = verifySignature(parsed, digest, content);
  checked.intact = check.intact;
  checked.reasons.push(...check.reasons);
  // Only the legacy form carries the digest inside; anywhere else there must be nothing.
  if (parsed.content !== undefined && checked.subFilter !== 'adbe.pkcs7.sha1')
    broken(checked, 'CONTENT_NOT_DETACHED');
  if (parsed.timestampToken !== undefined) checkSignatureTimestamp(checked, parsed, parsed.timestampToken);
}

/**
 * A token that fails its check was altered, or stamps another signature: the file isn't what was signed and stamped. One that
 * we merely cannot compute proves no time, and takes nothing else away.
 */
function checkSignatureTimestamp(
  checked: CheckedSignature,
  parsed: ParsedSignature,
  token: Uint8Array,
): void {
  try {
    const check = verifyTimestampToken(token, (algorithm) => digestOf(algorithm, parsed.signature));
    checked.signatureTimestamp = check;
    if (check.intact) return;
    if (isBeyondUs(check.reasons)) checked.reasons.push('SIGNATURE_TIMESTAMP_UNCHECKED');
    else broken(checked, 'SIGNATURE_TIMESTAMP_BROKEN');
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    broken(checked, 'SIGNATURE_TIMESTAMP_BROKEN');
  }
}

/** Of a digest that we can't compute we can't tell either whether it fits. */
function isBeyondUs(reasons: TimestampReason[]): boolean {
  return reasons.includes('ALGORITHM_UNSUPPORTED') || reasons.every((reason) => HARMLESS.has(reason));
}

/** Nothing of it shows that a token was altered, or stamps something else. */
const HARMLESS = new Set<TimestampReason>([
  'TIMESTAMP_EXTENSION_UNKNOWN',
  'WEAK_DIGEST',
  'SIGNING_CERTIFICATE_MISSING',
]);
