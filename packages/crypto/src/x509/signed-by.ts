import type { KeyObject } from 'node:crypto';
import { readPublicKey } from '../keys/public-key.ts';
import { checkSignature, type SignatureScheme } from '../keys/signature-scheme.ts';
import { readable } from '../readable.ts';
import { type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';
import { parseCrl } from './parsed-crl.ts';

type Signed = { scheme: SignatureScheme | undefined; tbs: Uint8Array; signature: Uint8Array };

/** One file has few certificates and CRLs, and asks about the same ones for each signature and timestamp. */
const known = new WeakMap<Signed, WeakMap<ParsedCertificate, boolean>>();

/** Whether a certificate or CRL carries the signature of the issuer's key; false too where we can't check it. */
export function isSignedBy(signed: Signed, issuer: ParsedCertificate): boolean {
  const answers = known.get(signed) ?? new WeakMap<ParsedCertificate, boolean>();
  known.set(signed, answers);
  const answer = answers.get(issuer) ?? carriesSignature(signed, issuer);
  answers.set(issuer, answer);
  return answer;
}

function carriesSignature({ scheme, tbs, signature }: Signed, issuer: ParsedCertificate): boolean {
  const key = usableKey(issuer);
  if (key === undefined || scheme?.digest === undefined) return false;
  return checkSignature({ ...scheme, digest: scheme.digest }, key, tbs, signature);
}

/**
 * Whether a certificate or CRL (DER) names a certificate as its issuer and carries the signature of its key. Says nothing
 * about validity or whether the issuer may issue; that is for `verifyChain`. Unlike Node's own check it knows SM2.
 */
export function isIssuedBy(document: Uint8Array, issuer: Uint8Array): boolean {
  const above = readable(() => parseCertificate(issuer));
  const issued = readable(() => parseCertificate(document)) ?? readable(() => parseCrl(document));
  return above !== undefined && issued?.issuer.key === above.subject.key && isSignedBy(issued, above);
}

/** A certificate's key; `undefined` when this software has no use for it. */
export function usableKey({ publicKey }: ParsedCertificate): KeyObject | undefined {
  return readable(() => readPublicKey(publicKey));
}
