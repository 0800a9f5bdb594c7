import { checkEncapsulated } from '../cms/verify-signature.ts';
import { CryptoError } from '../errors.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import { isForTimestampingAlone } from '../x509/validate-path.ts';
import { grantedToken } from './response-status.ts';
import { type ParsedTimestampRequest, readTimestampRequest } from './timestamp-request.ts';
import type { TimestampInfo } from './timestamp-types.ts';
import { readToken } from './verify-timestamp-token.ts';

/**
 * Reads a TSA's answer to our request and checks all that RFC 3161 §2.2 asks of a requester: status, imprint, nonce,
 * policy, the TSA's signature, its ESS certificate reference (RFC 5816), and that its certificate is for timestamping
 * alone and was valid then. Trust in that certificate and how close `info.time` is to now stay with the caller.
 * @throws CryptoError TIMESTAMP_REJECTED, TIMESTAMP_INVALID, TIMESTAMP_MISMATCH (an answer to something else),
 *   TIMESTAMP_UNTRUSTWORTHY, TIMESTAMP_INPUT_INVALID (our request)
 */
export function readTimestampResponse({ response, request }: { response: Uint8Array; request: Uint8Array }): {
  token: Uint8Array;
  info: TimestampInfo;
} {
  const asked = readOwnRequest(request);
  const token = grantedToken(response);
  const { parsed, content, info } = readToken(token);
  checkAnswers(asked, info);
  const { signerCertificate, signingCertificate } = parsed;
  if (signerCertificate === undefined) throw untrustworthy('does not bring its certificate');
  if (signingCertificate === undefined)
    throw untrustworthy('does not name its certificate in the signed attributes');
  if (info.criticalExtensions.length > 0) {
    throw untrustworthy(
      `has critical extensions that nobody here knows (${info.criticalExtensions.join(', ')})`,
    );
  }
  const { intact, reasons } = checkEncapsulated(parsed, content);
  if (!intact) throw untrustworthy(`has a broken signature (${reasons.join(', ')})`);
  if (reasons.includes('WEAK_DIGEST')) throw untrustworthy('is signed over SHA-1');
  checkTsaCertificate(signerCertificate, info.time);
  return { token, info };
}

function readOwnRequest(request: Uint8Array): ParsedTimestampRequest {
  try {
    return readTimestampRequest(request);
  } catch (cause) {
    throw new CryptoError('TIMESTAMP_INPUT_INVALID', 'The request is not a TimeStampReq.', { cause });
  }
}

function checkAnswers(asked: ParsedTimestampRequest, info: TimestampInfo): void {
  const { digestAlgorithm, digest } = asked.imprint;
  if (digestAlgorithm !== info.digestAlgorithm || Buffer.compare(digest, info.digest) !== 0) {
    throw mismatch('stamps another digest');
  }
  if (asked.nonce !== undefined && asked.nonce !== info.nonce) throw mismatch("doesn't repeat the nonce");
  if (asked.policy !== undefined && asked.policy !== info.policy) {
    throw mismatch(`is under policy ${info.policy}, not ${asked.policy}`);
  }
}

function checkTsaCertificate(der: Uint8Array, time: Date): void {
  const certificate = parseCertificate(der);
  if (!isForTimestampingAlone(certificate))
    throw untrustworthy('has a certificate that is not for timestamping alone');
  if (time < certificate.notBefore || time > certificate.notAfter) {
    throw untrustworthy('has a certificate that was not valid at the stamped time');
  }
}

function mismatch(what: string): CryptoError {
  return new CryptoError('TIMESTAMP_MISMATCH', `The timestamp authority's answer ${what}. Don't use it.`);
}

function untrustworthy(what: string): CryptoError {
  return new CryptoError(
    'TIMESTAMP_UNTRUSTWORTHY',
    `The timestamp authority's answer ${what}. Check its configuration.`,
  );
}
