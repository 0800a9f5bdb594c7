import { X509Certificate } from 'node:crypto';
import { type DistinguishedName, describeCertificate, pemDecode } from '@chopmark/crypto';
import type { Config } from '@chopmark/plugins';
import { z } from 'zod';
import { type Context, type Core, type MemberActor, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { certify, createIssuingCa } from '../platform/create-issuing-ca.ts';
import { NATIONAL_POSITION } from '../platform/install.ts';
import { authorityOfLine } from '../platform/issuing-ca.ts';
import { type KeyLine, keyLines } from '../tenants/key-algorithms.ts';

export const issuingCaInput = z.object({ line: z.enum(keyLines).default('international') });

const issuingCa = z.object({
  line: z.enum(keyLines),
  name: z.string(),
  serialNumber: z.string(),
  publicKeyAlgorithm: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  fingerprint: z.string().meta({ description: 'SHA-256 of the certificate, hexadecimal' }),
  issues: z.boolean().meta({ description: 'false: a later one took over; it still serves its CRL and OCSP' }),
  licensed: z.boolean(),
});

export const issuingCasOutput = z.array(issuingCa);

type IssuingCas = z.input<typeof issuingCasOutput>;

/** The tenant's issuing CAs of all lines, newest first in each. */
export async function listIssuingCas(ctx: Context): Promise<IssuingCas> {
  const { tenantId } = requireMember(ctx, 'certificate.view');
  const lists = await Promise.all(keyLines.map((line) => casOf(ctx.core, tenantId, line)));
  return lists.flat();
}

async function casOf(core: Core, tenantId: string, line: KeyLine): Promise<IssuingCas> {
  const ca = await authorityOfLine(core, tenantId, line);
  if (!ca) return [];
  return ca.authorities().map((der, index) => {
    const { subject, serialNumber, publicKeyAlgorithm, notBefore, notAfter, fingerprint } =
      describeCertificate(der);
    return {
      line,
      name: subject.commonName ?? subject.text,
      serialNumber,
      publicKeyAlgorithm,
      notBefore: notBefore.toISOString(),
      notAfter: notAfter.toISOString(),
      fingerprint,
      issues: index === 0,
      licensed: ca.licensed,
    };
  });
}

/**
 * A new certificate for the tenant's issuing CA of a line, for the same name and key: it lasts longer, and everything it has
 * issued stays as it is.
 * @throws CoreError CA_NOT_BUILT_IN, CONFLICT
 */
export async function renewIssuingCa(
  ctx: Context,
  { line }: z.output<typeof issuingCaInput>,
): Promise<IssuingCas> {
  const actor = requireMember(ctx, 'certificate.manage');
  const { core } = ctx;
  await change(ctx, actor, line, async (tenant, config) => {
    const der = derOf(config.issuingCertificate);
    const { text: _, commonName = tenant.name, ...rest } = describeCertificate(der).subject;
    const subject: DistinguishedName = { commonName, ...rest };
    const publicKey = new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' });
    const { certificate } = await certify(core, tenant, {
      line,
      subject,
      publicKey: new Uint8Array(publicKey),
    });
    return { ...config, issuingCertificate: base64(certificate) };
  });
  logChange(ctx, actor, 'issuing-ca.renewed', line);
  return casOf(core, actor.tenantId, line);
}

/**
 * Another issuing CA for the tenant in a line, with a new key. The one of before issues nothing any more and goes on to serve the
 * CRL and OCSP of what it issued.
 * @throws CoreError CA_NOT_BUILT_IN, CONFLICT
 */
export async function rollOverIssuingCa(
  ctx: Context,
  { line }: z.output<typeof issuingCaInput>,
): Promise<IssuingCas> {
  const actor = requireMember(ctx, 'certificate.manage');
  const { core } = ctx;
  await change(ctx, actor, line, async (tenant, config) => {
    const retired = Array.isArray(config.retired) ? config.retired : [];
    const next = await createIssuingCa(core, tenant, { line, generation: retired.length + 2 });
    const { issuingCertificate: certificate, issuingKey: key, algorithm, chain } = config;
    return {
      ...config,
      issuingCertificate: base64(next.certificate),
      issuingKey: base64(next.pair.privateKey),
      algorithm: next.pair.algorithm,
      chain: [base64(next.root)],
      crlUrl: next.crlUrl,
      ocspUrl: next.ocspUrl,
      caIssuersUrl: next.caIssuersUrl,
      policyOid: next.policyOid,
      retired: [{ certificate, key, algorithm, chain }, ...retired],
    };
  });
  logChange(ctx, actor, 'issuing-ca.rolled-over', line);
  return casOf(core, actor.tenantId, line);
}

type Tenant = { id: string; slug: string; name: string };

async function change(
  { core }: Context,
  { tenantId }: MemberActor,
  line: KeyLine,
  make: (tenant: Tenant, config: Config) => Promise<Config>,
): Promise<void> {
  const tenant = await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { id: true, slug: true, name: true } }),
  );
  const position = line === 'national' ? NATIONAL_POSITION : 0;
  const place = { tenantId, kind: 'ca' as const, pluginId: 'built-in', position };
  try {
    await core.providers.reconfigure(place, (config) => make(tenant, config));
  } catch (error) {
    if (!(error instanceof CoreError) || error.code !== 'NOT_FOUND') throw error;
    throw new CoreError(
      'CA_NOT_BUILT_IN',
      'the tenant has no built-in CA of this line; its provider renews it',
    );
  }
}

function logChange(ctx: Context, actor: MemberActor, audit: string, line: KeyLine): void {
  const { tenantId, accountId, membershipId } = actor;
  ctx.core.log.info(
    { audit, tenantId, line, by: { accountId, membershipId, ip: ctx.ip } },
    'an issuing CA changed',
  );
}

/** As the configuration keeps it: PEM or Base64. */
function derOf(value: unknown): Uint8Array {
  const text = String(value);
  const [pem] = text.includes('-----BEGIN') ? pemDecode(text) : [];
  return pem ?? new Uint8Array(Buffer.from(text, 'base64'));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
