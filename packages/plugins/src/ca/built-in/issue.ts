import { X509Certificate } from 'node:crypto';
import {
  type CertificateInput,
  CryptoError,
  certificateIssuer,
  type DistinguishedName,
  describeCertificate,
} from '@chopmark/crypto';
import type { IssueRequest, RenewalRequest } from '../../contract/certificate-authority.ts';
import type { Alongside, PluginHost } from '../../contract/host.ts';
import type { Credential } from '../../credential/credential.ts';
import { PluginError } from '../../errors.ts';
import {
  checkIssueRequest,
  checkRenewalRequest,
  fingerprintOf,
  refused,
  renewalFingerprintOf,
  unknownCertificate,
} from './check-request.ts';
import type { CertificateKind, FoundCertificate, Issuance } from './issuance.ts';

export type IssueOptions = {
  issuer: Credential;
  crlUrl?: string | undefined;
  ocspUrl?: string | undefined;
  caIssuersUrl?: string | undefined;
  policyOid?: string | undefined;
  maximumValidityDays: number;
};

export type IssueContext = {
  options: IssueOptions;
  host: PluginHost;
  issuance: Issuance;
  certify: ReturnType<typeof certificateIssuer>;
  /** Within it the issuing CA's own certificate is valid. */
  ownValidity: { notBefore: Date; notAfter: Date };
};

/** What issuing begins with, read once for a configuration. */
export function issueContext(options: IssueOptions, host: PluginHost, issuance: Issuance): IssueContext {
  const { certificate, privateKey, algorithm } = options.issuer;
  const { notBefore, notAfter } = describeCertificate(certificate);
  const certify = certificateIssuer({ certificate, key: { privateKey, algorithm } });
  return { options, host, issuance, certify, ownValidity: { notBefore, notAfter } };
}

const day = 24 * 60 * 60 * 1000;

/** The certificate of a request, the same for the same request. */
export async function issueOnce(
  context: IssueContext,
  request: IssueRequest,
  alongside?: NewCertificate['alongside'],
): Promise<Uint8Array> {
  checkIssueRequest(request, context.options.maximumValidityDays);
  const fingerprint = fingerprintOf(request);
  try {
    // Nearly every request is new: an earlier answer shows when this one is to be kept.
    return await issueAnew(context, { ...request, kind: request.profile, fingerprint, alongside });
  } catch (error) {
    const earlier = await context.issuance.find(request.requestId, fingerprint);
    if (earlier) return earlier;
    throw error;
  }
}

/** The certificate that follows an earlier one, the same for the same request. */
export async function renewOnce(context: IssueContext, request: RenewalRequest): Promise<Uint8Array> {
  const serialNumber = checkRenewalRequest(request, context.options.maximumValidityDays);
  const fingerprint = renewalFingerprintOf(request, serialNumber);
  const { requestId, validityDays } = request;
  const earlier = await context.issuance.find(requestId, fingerprint);
  if (earlier) return earlier;
  const old = await context.issuance.lookUp(serialNumber);
  if (old === undefined || old.kind === 'ocsp-responder') throw unknownCertificate();
  checkRenewable(old);
  return issueAnew(context, {
    requestId,
    fingerprint,
    kind: old.kind,
    subject: subjectOf(old.certificate),
    publicKey: request.publicKey ?? publicKeyOf(old.certificate),
    validityDays,
    email: old.email,
  });
}

function checkRenewable({ certificate, revocation }: FoundCertificate): void {
  if (revocation) {
    throw new PluginError(
      'CA_CERTIFICATE_REVOKED',
      'A revoked certificate is not renewed. Issue a new one, for another key.',
    );
  }
  if (describeCertificate(certificate).event) {
    throw refused('A certificate for one event is not renewed: its key is gone.');
  }
}

type NewCertificate = Omit<IssueRequest, 'profile' | 'email'> & {
  kind: CertificateKind;
  fingerprint: string;
  email?: string | undefined;
  alongside?: ((certificate: Uint8Array) => Alongside) | undefined;
};

async function issueAnew(context: IssueContext, wanted: NewCertificate): Promise<Uint8Array> {
  const { options, host, issuance, certify, ownValidity } = context;
  const { requestId, kind, subject, publicKey, email, event, fingerprint, alongside } = wanted;
  const { notBefore, notAfter } = validityFor(ownValidity, wanted.validityDays, host.clock());
  return issuance.issue({ requestId, fingerprint, kind, email, notBefore, alongside }, (serialNumber) =>
    refusedAsRequest(() =>
      certify({
        profile: event ? 'event' : kind,
        subject: definedOnly(subject),
        publicKey,
        serialNumber,
        notBefore,
        notAfter,
        ...optional('crlUrl', options.crlUrl),
        ...optional('ocspUrl', options.ocspUrl),
        ...optional('caIssuersUrl', options.caIssuersUrl),
        ...optional('policyOid', options.policyOid),
        ...optional('email', email),
        ...optional('event', event),
      }),
    ),
  );
}

/** From now, in whole seconds as X.509 counts; never longer than the issuer itself. */
function validityFor(own: IssueContext['ownValidity'], days: number, now: Date): IssueContext['ownValidity'] {
  const notBefore = wholeSeconds(now);
  const notAfter = new Date(notBefore.getTime() + days * day);
  if (notBefore >= own.notBefore && notAfter <= own.notAfter) return { notBefore, notAfter };
  throw new PluginError(
    'CA_VALIDITY',
    `The certificate would be valid beyond its issuing CA (${own.notBefore.toISOString()} to ${own.notAfter.toISOString()}). Renew the issuing CA.`,
  );
}

/** What the certificate can't hold is the request's fault, not the CA's. */
function refusedAsRequest(work: () => Uint8Array): Uint8Array {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause;
    throw new PluginError('CA_REQUEST', `The certificate can't be issued: ${cause.message}`, { cause });
  }
}

function subjectOf(certificate: Uint8Array): DistinguishedName {
  const { text: _, commonName = '', ...rest } = describeCertificate(certificate).subject;
  return { commonName, ...rest };
}

function publicKeyOf(certificate: Uint8Array): Uint8Array {
  const { publicKey } = new X509Certificate(certificate);
  return new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
}

function definedOnly(subject: DistinguishedName): DistinguishedName {
  const entries = Object.entries(subject).filter(([, value]) => value !== undefined && value !== '');
  return { commonName: subject.commonName, ...Object.fromEntries(entries) };
}

function optional<K extends keyof CertificateInput>(key: K, value: CertificateInput[K] | undefined) {
  return value === undefined ? {} : { [key]: value };
}

export function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
