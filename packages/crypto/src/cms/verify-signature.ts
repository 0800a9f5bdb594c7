import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { type DigestAlgorithm, digestOf } from '../keys/digest-algorithm.ts';
import { checkSignature } from '../keys/signature-scheme.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import { usableKey } from '../x509/signed-by.ts';
import { readAttributes } from './attributes.ts';
import type { ParsedSignature, SignatureCheck, SignatureReason } from './parsed-signature.ts';
import { isMeant } from './signer-certificate.ts';

/** Reasons that are remarks and leave a signature intact. */
const NOTES: SignatureReason[] = ['WEAK_DIGEST', 'SIGNING_CERTIFICATE_MISSING'];

type Content = { digest: (algorithm: DigestAlgorithm) => Uint8Array; bytes: (() => Uint8Array) | undefined };

/**
 * Whether a signature fits its content and its signer's certificate (RFC 5652 §5.6). Never throws for what the
 * signature contains. For `adbe.pkcs7.sha1` (the content's SHA-1 is encapsulated) the outer content is held against that.
 * @param contentDigest digest of the signed content (for a PDF: the bytes of the ByteRange)
 * @param content those bytes themselves; needed only by a CMS without signed attributes, whose signature is over
 *   them directly (`CONTENT_REQUIRED` when it is missing then)
 */
export function verifySignature(
  parsed: ParsedSignature,
  contentDigest: (algorithm: DigestAlgorithm) => Uint8Array,
  content?: () => Uint8Array,
): SignatureCheck {
  const { content: inner } = parsed;
  if (inner === undefined) return checkSignedData(parsed, { digest: contentDigest, bytes: content });
  const check = checkEncapsulated(parsed, inner);
  if (isSame(inner, contentDigest('SHA-1'))) return withNote(check, 'WEAK_DIGEST');
  return {
    intact: false,
    reasons: [...new Set<SignatureReason>([...check.reasons, 'MESSAGE_DIGEST_MISMATCH'])],
  };
}

/** The check where the content is inside the SignedData, as in a timestamp token. */
export function checkEncapsulated(parsed: ParsedSignature, content: Uint8Array): SignatureCheck {
  return checkSignedData(parsed, {
    digest: (algorithm) => digestOf(algorithm, content),
    bytes: () => content,
  });
}

function checkSignedData(parsed: ParsedSignature, content: Content): SignatureCheck {
  const reasons = [
    ...digestReasons(parsed),
    ...attributeReasons(parsed, content),
    ...valueReasons(parsed, content),
  ];
  return { intact: reasons.every((reason) => NOTES.includes(reason)), reasons: [...new Set(reasons)] };
}

function withNote({ intact, reasons }: SignatureCheck, note: SignatureReason): SignatureCheck {
  return { intact, reasons: [...new Set([...reasons, note])] };
}

function* digestReasons({
  digestAlgorithm,
  scheme,
  protectsAlgorithms,
}: ParsedSignature): Generator<SignatureReason> {
  if (digestAlgorithm === undefined || scheme === undefined) {
    yield 'ALGORITHM_UNSUPPORTED';
    return;
  }
  const isOther = scheme.digest !== undefined && scheme.digest !== digestAlgorithm;
  if ((isOther && scheme.family !== 'ed25519') || !protectsAlgorithms) yield 'ALGORITHM_MISMATCH';
  if (digestAlgorithm === 'SHA-1') yield 'WEAK_DIGEST';
}

/** What the signed attributes must say (RFC 5652 §5.3, §11; RFC 5035 §5). */
function* attributeReasons(parsed: ParsedSignature, content: Content): Generator<SignatureReason> {
  const { signedAttributes, messageDigest, digestAlgorithm, signerCertificate, signingCertificate } = parsed;
  if (signedAttributes === undefined) {
    // Without attributes nothing signed says of what type the content is, so only plain data may go without.
    if (
      parsed.contentType !== (parsed.isNational ? OID.nationalData : OID.data) ||
      isAttributes(content.bytes?.())
    )
      yield 'CONTENT_TYPE_MISMATCH';
    yield 'SIGNING_CERTIFICATE_MISSING';
    return;
  }
  if (parsed.signedContentType !== parsed.contentType) yield 'CONTENT_TYPE_MISMATCH';
  if (messageDigest === undefined) yield 'MESSAGE_DIGEST_MISSING';
  else if (digestAlgorithm && !isSame(messageDigest, content.digest(digestAlgorithm)))
    yield 'MESSAGE_DIGEST_MISMATCH';
  if (signingCertificate === undefined) yield 'SIGNING_CERTIFICATE_MISSING';
  else if (signerCertificate && !isMeant(signingCertificate, signerCertificate))
    yield 'SIGNING_CERTIFICATE_MISMATCH';
}

/**
 * Whether content signed without attributes is itself a set of them: then somebody took the attributes of a signature out
 * and passes them off as what was signed (RFC 5652 §5.4 tells the two apart by nothing but their presence).
 */
function isAttributes(content: Uint8Array | undefined): boolean {
  if (content?.[0] !== 0x31) return false;
  try {
    return readAttributes(content).has(OID.messageDigest);
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}

function* valueReasons(parsed: ParsedSignature, content: Content): Generator<SignatureReason> {
  const { scheme, digestAlgorithm, signerCertificate, signature } = parsed;
  if (signerCertificate === undefined) {
    yield 'SIGNER_CERTIFICATE_MISSING';
    return;
  }
  const signed = parsed.signedAttributes ?? content.bytes?.();
  if (signed === undefined) yield 'CONTENT_REQUIRED';
  if (signed === undefined || scheme === undefined || digestAlgorithm === undefined) return;
  const key = usableKey(parseCertificate(signerCertificate));
  if (key === undefined) {
    yield 'ALGORITHM_UNSUPPORTED';
    return;
  }
  const digest = scheme.digest ?? digestAlgorithm;
  if (!checkSignature({ ...scheme, digest }, key, signed, signature)) yield 'SIGNATURE_VALUE_WRONG';
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
