import {
  asksAbout,
  describeCertificate,
  generateKeyPair,
  issueCertificate,
  type OcspStatus,
  ocspFailure,
  ocspResponse,
  type SigningKey,
} from '@chopmark/crypto';
import type { PluginHost } from '../../contract/host.ts';
import type { Credential } from '../../credential/credential.ts';
import type { Issuance } from './issuance.ts';
import { wholeSeconds } from './issue.ts';
import { beginningOf, type Issuers, issuerOf } from './issuers.ts';
import { notBeforeAny } from './revocation-list.ts';

type ResponderContext = { issuers: Issuers; host: PluginHost; issuance: Issuance; validityHours: number };

/** Who signs answers for one issuing CA. */
type Responder = SigningKey & { certificate: Uint8Array; notAfter: Date; isLast: boolean };

const hour = 60 * 60 * 1000;
/** So short that nobody looks up the responder's own revocation (RFC 6960 §4.2.2.2.1). */
const RESPONDER_HOURS = 7 * 24;

/**
 * Answers OCSP requests (RFC 6960, RFC 5019) with keys made for that alone: the issuing CA's own key signs one certificate a
 * week instead of every answer. The keys live in this process only, and each process has its own.
 */
export function createResponder(context: ResponderContext): (request: Uint8Array) => Promise<Uint8Array> {
  const responders = new Map<Credential, Promise<Responder>>();
  const responderFor = async (issuer: Credential): Promise<Responder> => {
    const known = responders.get(issuer);
    const present = await known?.catch(() => undefined);
    if (present && !isAging(present, context.host.clock())) return present;
    // Another request may have begun to make one meanwhile.
    if (responders.get(issuer) !== known) return responderFor(issuer);
    const next = makeResponder(context, issuer);
    responders.set(issuer, next);
    return next;
  };
  return async (request) => {
    const issuer = context.issuers.find(({ certificate }) => asksAbout(request, certificate));
    return answer(context, request, issuer ?? context.issuers[0], responderFor);
  };
}

async function answer(
  context: ResponderContext,
  request: Uint8Array,
  issuer: Credential,
  responderFor: (issuer: Credential) => Promise<Responder>,
): Promise<Uint8Array> {
  const { host, issuance, validityHours } = context;
  const { notAfter } = describeCertificate(issuer.certificate);
  // Nobody can speak for an authority whose certificate has ended.
  if (host.clock() >= notAfter) return ocspFailure('unauthorized');
  const responder = await responderFor(issuer);
  const now = notBeforeAny(host.clock(), [await issuance.latestNotBefore()]);
  const end = Math.min(now.getTime() + validityHours * hour, responder.notAfter.getTime());
  return ocspResponse({
    request,
    issuer: issuer.certificate,
    responder,
    statusOf: (serialNumber) => statusFor(context, issuer, serialNumber),
    producedAt: now,
    thisUpdate: now,
    nextUpdate: new Date(end),
    // Nothing is ever forgotten.
    archiveCutoff: beginningOf(issuer),
  });
}

/** A serial number of another issuing CA of ours is unknown to this one. */
async function statusFor(
  { issuers, issuance }: ResponderContext,
  issuer: Credential,
  serialNumber: string,
): Promise<OcspStatus> {
  const found = await issuance.lookUp(serialNumber);
  if (found === undefined || issuerOf(issuers, found.certificate) !== issuer) return { status: 'unknown' };
  const { revocation } = found;
  if (revocation === undefined) return { status: 'good' };
  return { status: 'revoked', revokedAt: revocation.at, reason: revocation.reason };
}

/** From half of its life on the next one is made, so that no answer outlives who signed it. */
function isAging({ notAfter, isLast }: Responder, now: Date): boolean {
  return !isLast && notAfter.getTime() - now.getTime() < (RESPONDER_HOURS / 2) * hour;
}

async function makeResponder({ host, issuance }: ResponderContext, issuer: Credential): Promise<Responder> {
  const pair = await generateKeyPair(issuer.algorithm);
  const { subject, notAfter: issuerEnd } = describeCertificate(issuer.certificate);
  const notBefore = wholeSeconds(host.clock());
  const full = new Date(notBefore.getTime() + RESPONDER_HOURS * hour);
  const isLast = full >= issuerEnd;
  const notAfter = isLast ? issuerEnd : full;
  const requestId = `ocsp-responder:${Buffer.from(host.random(16)).toString('hex')}`;
  const entry = { requestId, fingerprint: requestId, kind: 'ocsp-responder', notBefore } as const;
  const certificate = await issuance.issue(entry, (serialNumber) =>
    issueCertificate({
      profile: 'ocsp-responder',
      subject: {
        commonName: 'OCSP Responder',
        ...(subject.organization ? { organization: subject.organization } : {}),
        ...(subject.country ? { country: subject.country } : {}),
      },
      publicKey: pair.publicKey,
      issuer: { certificate: issuer.certificate },
      issuerKey: issuer,
      serialNumber,
      notBefore,
      notAfter,
    }),
  );
  return { ...pair, certificate, notAfter, isLast };
}
