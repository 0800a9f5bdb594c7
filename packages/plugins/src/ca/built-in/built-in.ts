import { describeCertificate } from '@chopmark/crypto';
import { z } from 'zod';
import { described } from '../../contract/described.ts';
import { definePlugin } from '../../contract/plugin.ts';
import {
  type Credential,
  certificateField,
  invalid,
  keyAlgorithms,
  privateKeyField,
  readCredential,
} from '../../credential/credential.ts';
import { createAuthority } from './authority.ts';
import { keyIdOf } from './issuers.ts';

/**
 * Issues with a key of the platform's own. What it has issued and revoked is kept in the host's state. It holds no
 * licence for electronic certification services, and says so.
 */
export const builtInCa = definePlugin({
  kind: 'ca',
  id: 'built-in',
  contract: 1,
  label: { 'zh-CN': '内置 CA（无电子认证服务许可）', en: 'Built-in CA (not licensed)' },
  config: z.object({
    issuingCertificate: certificateField.meta(
      described('签发 CA 的证书，PEM 或 Base64。', 'Certificate of the issuing CA, PEM or Base64.'),
    ),
    issuingKey: privateKeyField.meta(
      described('对应的私钥，PKCS#8，PEM 或 Base64。', 'Its private key, PKCS#8, PEM or Base64.'),
    ),
    algorithm: z.enum(keyAlgorithms).meta(described('私钥的算法。', "The private key's algorithm.")),
    chain: z
      .array(certificateField)
      .default([])
      .meta(described('上级证书，根证书放在最后。', 'The certificates above it; the root comes last.')),
    crlUrl: z
      .url()
      .optional()
      .meta(
        described(
          '吊销列表（CRL）的下载地址，会写入每张证书。',
          'Where its CRL can be fetched; goes into each certificate.',
        ),
      ),
    ocspUrl: z
      .url()
      .optional()
      .meta(
        described(
          '在线状态查询（OCSP）的地址，会写入每张证书。',
          'Where its OCSP responder answers; goes into each certificate.',
        ),
      ),
    caIssuersUrl: z
      .url()
      .optional()
      .meta(described('签发 CA 自身证书的下载地址。', 'Where its own certificate can be fetched.')),
    policyOid: z
      .string()
      .regex(/^[0-2](\.\d{1,15})+$/, 'is no object identifier')
      .optional()
      .meta(described('签发所依据的证书策略（OID）。', 'The certificate policy it issues under.')),
    maximumValidityDays: z.number().int().min(1).max(3653).default(1096),
    crlValidityHours: z.number().int().min(1).max(2160).default(168),
    // Half of a responder's week at most: its certificate must outlive its answers.
    ocspValidityHours: z.number().int().min(1).max(72).default(24),
    retired: z
      .array(
        z.object({
          certificate: certificateField,
          key: privateKeyField,
          algorithm: z.enum(keyAlgorithms),
          chain: z.array(certificateField).default([]),
        }),
      )
      .max(20)
      .default([])
      .meta(
        described(
          '更换前的签发 CA（新者在前），继续提供其证书的吊销列表和状态查询。',
          'Issuing CAs it took over from, newest first; it goes on to serve their CRLs and OCSP.',
        ),
      ),
  }),
  secrets: ['issuingKey', 'retired'],
  supports: [...keyAlgorithms, 'crl', 'revocation'],
  // An issuing CA with an SM2 key certifies SM2 keys, any other all but these.
  capabilities: ({ algorithm }) => [
    ...keyAlgorithms.filter((each) => (each === 'sm2') === (algorithm === 'sm2')),
    'crl',
    'revocation',
  ],
  create: (config, host) => {
    const { issuingCertificate: certificate, issuingKey: privateKey, algorithm, chain } = config;
    const issuer = readIssuer(
      { certificate, privateKey, algorithm, chain },
      { certificate: 'issuingCertificate', privateKey: 'issuingKey' },
    );
    const retired = config.retired.map((each) =>
      readIssuer({ ...each, privateKey: each.key }, { certificate: 'retired', privateKey: 'retired' }),
    );
    const keys = new Set([issuer, ...retired].map(keyIdOf));
    if (keys.size <= retired.length) throw invalid('retired', 'holds one issuing CA twice');
    return createAuthority({ ...config, issuers: [issuer, ...retired] }, host);
  },
});

function readIssuer(...[input, fields]: Parameters<typeof readCredential>): Credential {
  const issuer = readCredential(input, fields);
  if (describeCertificate(issuer.certificate).isCa) return issuer;
  throw invalid(fields.certificate, 'is not the certificate of a certificate authority');
}
