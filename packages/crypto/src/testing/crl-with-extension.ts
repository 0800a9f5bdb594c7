import { certificateTime, integer, sequence, tagged, unsignedInteger } from '../asn1/encode.ts';
import { signatureIdentifier } from '../keys/signature-scheme.ts';
import { signed } from '../x509/issue-certificate.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import { daysFromNow, type Holder } from './sample-chain.ts';

/** A CRL made a day after the tests sign, with one CRL extension that our own never carry, perhaps listing one serial number. */
export function crlWithExtension(issuer: Holder, extension: Uint8Array, revoked?: Uint8Array): Uint8Array {
  const algorithm = signatureIdentifier(issuer.algorithm);
  const entries = revoked
    ? [sequence(sequence(unsignedInteger(revoked), certificateTime(daysFromNow(-0.5))))]
    : [];
  const tbs = sequence(
    integer(1),
    algorithm,
    parseCertificate(issuer.certificate).subject.raw,
    certificateTime(daysFromNow(1)),
    certificateTime(daysFromNow(8)),
    ...entries,
    tagged(0, sequence(extension)),
  );
  return signed(tbs, algorithm, issuer);
}
