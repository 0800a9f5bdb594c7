import { randomBytes } from 'node:crypto';
import {
  type DistinguishedName,
  describeCertificate,
  generateKeyPair,
  issueCertificate,
} from '@chopmark/crypto';
import type { Core } from '../context.ts';
import type { KeyLine } from '../tenants/key-algorithms.ts';
import { AUTHORITY_ALGORITHMS, platformKey, rootPublishedAt, wholeSecond } from './authority.ts';
import { publishedAt } from './published-name.ts';
import { registerIssuingCa } from './root-register.ts';

const DAY = 86_400_000;
const VALIDITY_DAYS = 10 * 365;
/** The policy that signers' certificates are issued under (RFC 5280 §4.2.1.4), beside the TSA's in the 2.25 arc (ITU-T X.667). */
const CERTIFICATE_POLICY = '2.25.308219473516';

type Tenant = { id: string; slug: string; name: string };

/**
 * An issuing CA for a tenant in one line: a key of its own, certified by that line's root.
 * @param generation counts from 1; each has a name and addresses of its own, so that nobody takes one for the other
 */
export async function createIssuingCa(
  core: Core,
  tenant: Tenant,
  { line = 'international', generation = 1 }: { line?: KeyLine; generation?: number } = {},
) {
  const pair = await generateKeyPair(AUTHORITY_ALGORITHMS[line]);
  const suffix = generation > 1 ? ` G${generation}` : '';
  const certified = await certify(core, tenant, {
    line,
    publicKey: pair.publicKey,
    subject: { commonName: `${tenant.name} 签发CA${suffix}`, organization: tenant.name, country: 'CN' },
  });
  const published = publishedAt(core.publicUrl, { name: tenant.slug, line, generation });
  return { pair, ...certified, ...published, policyOid: CERTIFICATE_POLICY };
}

type Certified = { line: KeyLine; subject: DistinguishedName; publicKey: Uint8Array };

/** The root's certificate for an issuing CA's name and key; also for one it has certified before. */
export async function certify(core: Core, tenant: Tenant, { line, subject, publicKey }: Certified) {
  const root = await platformKey(core, 'root', line);
  const now = core.now();
  const end = now.getTime() + VALIDITY_DAYS * DAY;
  const certificate = await issueCertificate({
    profile: 'issuing-ca',
    subject,
    publicKey,
    issuer: { certificate: root.certificate },
    issuerKey: root,
    serialNumber: randomBytes(16),
    notBefore: wholeSecond(now),
    notAfter: new Date(Math.min(end, describeCertificate(root.certificate).notAfter.getTime())),
    ...rootPublishedAt(core, line),
  });
  await registerIssuingCa(core, describeCertificate(certificate).serialNumber, tenant.id);
  return { certificate, root: root.certificate };
}
