import { describeCertificate } from '@chopmark/crypto';
import type { CertificateAuthority, CertificateStatus } from '../../contract/certificate-authority.ts';
import type { Health } from '../../contract/health.ts';
import type { PluginHost } from '../../contract/host.ts';
import { stateAnswers, stateUnreachable } from '../../state-health.ts';
import { checkRevocation, normalSerialNumber, unknownCertificate } from './check-request.ts';
import { createIssuance, type Issuance } from './issuance.ts';
import { type IssueOptions, issueContext, issueOnce, renewOnce } from './issue.ts';
import { chainAbove, chainOf, type Issuers, issuerAt, issuerOf, keyIdOf } from './issuers.ts';
import { createResponder } from './responder.ts';
import { issueFreshCrl } from './revocation-list.ts';

export type AuthorityOptions = Omit<IssueOptions, 'issuer'> & {
  issuers: Issuers;
  crlValidityHours: number;
  ocspValidityHours: number;
};

const day = 24 * 60 * 60 * 1000;

export function createAuthority(options: AuthorityOptions, host: PluginHost): CertificateAuthority {
  const { issuers, crlValidityHours, ocspValidityHours } = options;
  const [issuer] = issuers;
  const issuance = createIssuance(host);
  const issuing = issueContext({ ...options, issuer }, host, issuance);
  // A request that was answered before the CA rolled over has its certificate from an earlier one.
  const withChain = (certificate: Uint8Array) => ({
    certificate,
    chain: chainAbove(issuers, certificate),
  });
  return {
    licensed: false,
    chain: () => chainOf(issuer),
    authorities: () => issuers.map(({ certificate }) => certificate.slice()),
    async issue(request, alongside) {
      const beside = alongside && ((certificate: Uint8Array) => alongside(withChain(certificate)));
      return withChain(await issueOnce(issuing, request, beside));
    },
    renew: async (request) => withChain(await renewOnce(issuing, request)),
    status: (serialNumber) => statusOf(issuance, serialNumber),
    async revoke(request) {
      const { serialNumber, reason, at } = checkRevocation(request, host.clock());
      const found = await issuance.lookUp(serialNumber);
      if (found === undefined) throw unknownCertificate();
      const issuerKeyId = keyIdOf(issuerOf(issuers, found.certificate) ?? issuer);
      await issuance.revoke(serialNumber, { reason, at, issuerKeyId });
    },
    crl: async (authority) =>
      issueFreshCrl(
        { issuers, host, issuance, validityHours: crlValidityHours },
        issuerAt(issuers, authority),
      ),
    ocsp: createResponder({ issuers, host, issuance, validityHours: ocspValidityHours }),
    healthCheck: () => health(issuer.certificate, host),
  };
}

async function statusOf(issuance: Issuance, serialNumber: string): Promise<CertificateStatus> {
  const normal = normalSerialNumber(serialNumber);
  const found = normal === undefined ? undefined : await issuance.lookUp(normal);
  if (found === undefined) return { status: 'unknown' };
  return found.revocation ? { status: 'revoked', ...found.revocation } : { status: 'good' };
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
