import {
  type CertificateInput,
  CryptoError,
  type DistinguishedName,
  describeCertificate,
  issueCertificate,
  issueCrl,
} from '@chopmark/crypto';
import type { CertificateAuthority, IssueRequest } from '../../contract/certificate-authority.ts';
import type { Health } from '../../contract/health.ts';
import type { PluginHost } from '../../contract/host.ts';
import type { Credential } from '../../credential/credential.ts';
import { PluginError } from '../../errors.ts';
import { stateAnswers, stateUnreachable } from '../../state-health.ts';
import { checkIssueRequest, checkRevocation, fingerprintOf } from './check-request.ts';
import { createIssuance, type Issuance } from './issuance.ts';

export type AuthorityOptions = {
  issuer: Credential;
  crlUrl?: string | undefined;
  caIssuersUrl?: string | undefined;
  policyOid?: string | undefined;
  maximumValidityDays: number;
  crlValidityHours: number;
};

type Context = { options: AuthorityOptions; host: PluginHost; issuance: Issuance };

const day = 24 * 60 * 60 * 1000;

export function createAuthority(options: AuthorityOptions, host: PluginHost): CertificateAuthority {
  const context: Context = { options, host, issuance: createIssuance(host) };
  const { issuance } = context;
  const chain = [options.issuer.certificate, ...options.issuer.chain];
  const copyOfChain = () => chain.map((der) => der.slice());
  return {
    licensed: false,
    chain: copyOfChain,
    async issue(request) {
      checkIssueRequest(request, options.maximumValidityDays);
      const fingerprint = fingerprintOf(request);
      const certificate =
        (await issuance.find(request.requestId, fingerprint)) ??
        (await issueAnew(context, request, fingerprint));
      return { certificate, chain: copyOfChain() };
    },
    async revoke(request) {
      const { serialNumber, reason, at } = checkRevocation(request, host.clock());
      await issuance.revoke(serialNumber, { reason, at });
    },
    crl: () => issueFreshCrl(context),
    healthCheck: () => health(options.issuer.certificate, host),
  };
}

async function issueAnew(context: Context, request: IssueRequest, fingerprint: string): Promise<Uint8Array> {
  const { options, host, issuance } = context;
  const { notBefore, notAfter } = validityFor(options.issuer.certificate, request.validityDays, host.clock());
  const { requestId, profile, subject, publicKey, email } = request;
  const serialNumber = await issuance.reserveSerialNumber(requestId);
  const { certificate: issuer, privateKey, algorithm } = options.issuer;
  const certificate = await refusedAsRequest(
    issueCertificate({
      profile,
      subject: definedOnly(subject),
      publicKey,
      issuer: { certificate: issuer },
      issuerKey: { privateKey, algorithm },
      serialNumber,
      notBefore,
      notAfter,
      ...optional('crlUrl', options.crlUrl),
      ...optional('caIssuersUrl', options.caIssuersUrl),
      ...optional('policyOid', options.policyOid),
      ...optional('email', email),
    }),
  );
  return issuance.record({ requestId, fingerprint, certificate, serialNumber, notBefore });
}

/** From now, in whole seconds as X.509 counts; never longer than the issuer itself. */
function validityFor(issuer: Uint8Array, days: number, now: Date): { notBefore: Date; notAfter: Date } {
  const own = describeCertificate(issuer);
  const notBefore = wholeSeconds(now);
  const notAfter = new Date(notBefore.getTime() + days * day);
  if (notBefore >= own.notBefore && notAfter <= own.notAfter) return { notBefore, notAfter };
  throw new PluginError(
    'CA_VALIDITY',
    `The certificate would be valid beyond its issuing CA (${own.notBefore.toISOString()} to ${own.notAfter.toISOString()}). Renew the issuing CA.`,
  );
}

async function issueFreshCrl({ options, host, issuance }: Context): Promise<Uint8Array> {
  // The number before the list: a CRL with a higher number never knows less.
  const crlNumber = await issuance.nextCrlNumber();
  const { revoked, latest } = await issuance.revocations();
  // Another machine's clock may be ahead of ours: no CRL is older than a certificate or revocation it speaks for.
  const thisUpdate = wholeSeconds(new Date(Math.max(host.clock().getTime(), latest.getTime())));
  const { certificate, privateKey, algorithm } = options.issuer;
  return issueCrl({
    issuer: { certificate },
    issuerKey: { privateKey, algorithm },
    crlNumber,
    thisUpdate,
    nextUpdate: new Date(thisUpdate.getTime() + options.crlValidityHours * 60 * 60 * 1000),
    revoked,
  });
}

async function health(issuer: Uint8Array, host: PluginHost): Promise<Health> {
  const { notAfter, subject } = describeCertificate(issuer);
  const name = subject.commonName ?? subject.text;
  const days = Math.floor((notAfter.getTime() - host.clock().getTime()) / day);
  if (days < 0) {
    const on = notAfter.toISOString().slice(0, 10);
    return {
      ok: false,
      message: {
        'zh-CN': `${name} 的证书已于 ${on} 过期，请更换。`,
        en: `The certificate of ${name} expired on ${on}. Renew it.`,
      },
    };
  }
  if (!(await stateAnswers(host))) return stateUnreachable;
  return {
    ok: true,
    message: {
      'zh-CN': `${name} 的证书还有 ${days} 天有效。`,
      en: `The certificate of ${name} is valid for another ${days} days.`,
    },
  };
}

/** What the certificate can't hold is the request's fault, not the CA's. */
async function refusedAsRequest(work: Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause;
    throw new PluginError('CA_REQUEST', `The certificate can't be issued: ${cause.message}`, { cause });
  }
}

function definedOnly(subject: DistinguishedName): DistinguishedName {
  const entries = Object.entries(subject).filter(([, value]) => value !== undefined && value !== '');
  return { commonName: subject.commonName, ...Object.fromEntries(entries) };
}

function optional<K extends keyof CertificateInput>(key: K, value: CertificateInput[K] | undefined) {
  return value === undefined ? {} : { [key]: value };
}

function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
