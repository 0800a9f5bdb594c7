import {
  certificateTime,
  concat,
  encodeTag,
  generalizedTime,
  integer,
  sequence,
  tagged,
  taggedPrimitive,
  unsignedInteger,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { publicKeyOf } from '../keys/sign-with-key.ts';
import { signatureIdentifier } from '../keys/signature-scheme.ts';
import { extension } from './certificate-profiles.ts';
import type { CrlInput, RevokedEntry } from './certificate-types.ts';
import { checkKeysMatch, checkSerialNumber, issuerKeyId, signed } from './issue-certificate.ts';
import { parseCertificate } from './parsed-certificate.ts';

const CRL_V2 = 1;
/** CRLReason without 7 (unused) and 8 (removeFromCRL, for delta CRLs only), RFC 5280 §5.3.1. */
const REASONS = [0, 1, 2, 3, 4, 5, 6, 9, 10];

/**
 * Issues a complete CRL, version 2 (RFC 5280 §5); returns DER. A reason of 0 (unspecified) is left out of the entry as
 * §5.3.1 asks. Revoke a TSA that stops without compromise with reason 3, 4 or 5: without one of them RFC 3161 §4.1
 * voids its earlier tokens too.
 * @throws CryptoError CRL_INPUT_INVALID, CERTIFICATE_INPUT_INVALID (key or serial), CERTIFICATE_INVALID (issuer), KEY_INVALID
 */
export async function issueCrl(input: CrlInput): Promise<Uint8Array> {
  const issuer = parseCertificate(input.issuer.certificate);
  if (!issuer.keyUsage?.includes('cRLSign')) throw inputInvalid('The issuer certificate may not sign CRLs.');
  if (input.crlNumber < 0) throw inputInvalid('The CRL number must not be negative.');
  if (!(input.thisUpdate.getTime() < input.nextUpdate.getTime())) {
    throw inputInvalid('The next update must be after this one.');
  }
  checkKeysMatch(issuer.publicKey, publicKeyOf(input.issuerKey));
  const algorithm = signatureIdentifier(input.issuerKey.algorithm);
  const tbs = sequence(
    integer(CRL_V2),
    algorithm,
    issuer.subject.raw,
    certificateTime(input.thisUpdate),
    certificateTime(input.nextUpdate),
    // RFC 5280 §5.1.2.6: absent when nothing is revoked.
    ...(input.revoked.length > 0 ? [sequence(concat(input.revoked.map(encodeEntry)))] : []),
    tagged(
      0,
      sequence(
        extension(OID.authorityKeyIdentifier, sequence(taggedPrimitive(0, issuerKeyId(issuer)))),
        extension(OID.crlNumber, integer(input.crlNumber)),
        ...(input.keepsExpiredSince
          ? [extension(OID.expiredCertsOnCrl, generalizedTime(wholeSecond(input.keepsExpiredSince)))]
          : []),
      ),
    ),
  );
  return signed(tbs, algorithm, input.issuerKey);
}

function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

function encodeEntry({ serialNumber, revokedAt, reason = 0 }: RevokedEntry): Uint8Array {
  checkSerialNumber(serialNumber);
  if (!REASONS.includes(reason))
    throw inputInvalid(`${reason} is not a reason for a revocation (RFC 5280 §5.3.1).`);
  const entry = [unsignedInteger(serialNumber), certificateTime(revokedAt)];
  if (reason === 0) return sequence(...entry);
  return sequence(...entry, sequence(extension(OID.crlReason, encodeTag(0x0a, Uint8Array.of(reason)))));
}

function inputInvalid(message: string): CryptoError {
  return new CryptoError('CRL_INPUT_INVALID', message);
}
