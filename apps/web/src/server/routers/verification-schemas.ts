import type { documentVerification } from '@chopmark/core';
import { z } from 'zod';

type Report = Awaited<ReturnType<typeof documentVerification>>;
type Certificate = NonNullable<Report['signatures'][number]['certificate']>;

const trust = z.enum(['trusted', 'untrusted', 'unknown']);
const name = z.object({
  text: z.string(),
  commonName: z.string().optional(),
  organization: z.string().optional(),
});

const certificate = z.object({
  subject: name,
  issuer: name,
  serialNumber: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  publicKeyAlgorithm: z.string(),
  fingerprint: z.string(),
});

const revocation = z
  .object({
    status: z.enum(['good', 'revoked', 'on-hold', 'unknown']),
    source: z.enum(['crl', 'ocsp']).nullable(),
    thisUpdate: z.string().nullable(),
    revokedAt: z.string().nullable(),
    reason: z.number().nullable(),
  })
  .meta({
    description:
      'What is known of a certificate of the chain (in its order, without the root) as of the proven signing time. `good` with `revokedAt`: revoked later, without harm to this signature. `reason` is a CRLReason of RFC 5280.',
  });

const indication = z.enum(['TOTAL-PASSED', 'TOTAL-FAILED', 'INDETERMINATE']);

const subIndication = z
  .enum([
    'FORMAT_FAILURE',
    'HASH_FAILURE',
    'SIG_CRYPTO_FAILURE',
    'REVOKED',
    'EXPIRED',
    'NOT_YET_VALID',
    'SIG_CONSTRAINTS_FAILURE',
    'CHAIN_CONSTRAINTS_FAILURE',
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    'CRYPTO_CONSTRAINTS_FAILURE',
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    'TIMESTAMP_ORDER_FAILURE',
    'NO_SIGNING_CERTIFICATE_FOUND',
    'NO_CERTIFICATE_CHAIN_FOUND',
    'REVOKED_NO_POE',
    'REVOKED_CA_NO_POE',
    'OUT_OF_BOUNDS_NO_POE',
    'OUT_OF_BOUNDS_NOT_REVOKED',
    'TRY_LATER',
    'SIGNED_DATA_NOT_FOUND',
  ])
  .nullable()
  .meta({ description: 'Sub-indication of ETSI EN 319 102-1, tables 5 and 6; null with TOTAL-PASSED' });

const signature = z.object({
  field: z.string(),
  signer: z.string().nullable(),
  verdict: z.enum(['valid', 'modified', 'invalid']),
  indication: indication.meta({ description: 'Status indication of ETSI EN 319 102-1, table 5' }),
  subIndication,
  level: z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA', 'CMS', 'timestamp']).nullable(),
  signedAt: z.string().nullable(),
  timestamp: z
    .object({ time: z.string(), tsa: z.string().nullable(), trust, intact: z.boolean() })
    .nullable(),
  coverage: z.enum(['whole-file', 'revision', 'partial']),
  changesAfter: z.array(z.object({ kind: z.string(), description: z.string(), revision: z.number() })),
  trust,
  reasons: z.array(z.string()),
  certification: z.object({ p: z.number() }).optional(),
  certificate: certificate.optional(),
  places: z
    .array(
      z.object({ page: z.number(), x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
    )
    .meta({
      description:
        'Where it shows, in points from the lower left of the page as displayed; pages count from 0',
    }),
  details: z.object({
    subFilter: z.string().nullable(),
    byteRange: z.array(z.number()).nullable(),
    digestAlgorithm: z.string().nullable(),
    digest: z.string().nullable(),
    scheme: z.string().nullable(),
    chain: z.array(certificate),
    tsaChain: z.array(certificate),
    revocation: z.array(revocation),
    tsaRevocation: z.array(revocation),
  }),
});

/** `verdict` speaks of integrity alone; whether a signer's certificate can be trusted is each signature's `trust`. */
export const verificationReport = z
  .object({
    verdict: z.enum(['valid', 'modified', 'invalid', 'unsigned']),
    indication: indication
      .nullable()
      .meta({ description: "The worst of the signatures'; null where nothing is signed" }),
    subIndication,
    signatures: z.array(signature),
    reasons: z.array(z.string()),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  })
  .meta({ id: 'VerificationReport' });

export type VerificationReport = z.infer<typeof verificationReport>;

/** The report of an upload, with the verdict in sentences, and each code it uses in words, of both languages. */
export const uploadVerification = verificationReport
  .extend({
    explanation: z.object({ 'zh-CN': z.array(z.string()), en: z.array(z.string()) }),
    words: z.record(z.string(), z.object({ 'zh-CN': z.string(), en: z.string() })),
  })
  .meta({ id: 'UploadVerification' });

export type UploadVerification = z.infer<typeof uploadVerification>;

/** The verifier's report as plain JSON: dates as ISO 8601. */
export function plainReport(report: Report): z.input<typeof verificationReport> {
  return {
    ...report,
    signatures: report.signatures.map(({ certificate: found, details, ...rest }) => ({
      ...rest,
      ...(found ? { certificate: plainCertificate(found) } : {}),
      details: {
        ...details,
        chain: details.chain.map(plainCertificate),
        tsaChain: details.tsaChain.map(plainCertificate),
      },
    })),
  };
}

const plainCertificate = (found: Certificate) => ({
  ...found,
  notBefore: found.notBefore.toISOString(),
  notAfter: found.notAfter.toISOString(),
});
