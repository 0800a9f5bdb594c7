import { describeCertificate } from '@chopmark/crypto';
import { z } from 'zod';
import { described } from '../../contract/described.ts';
import { definePlugin } from '../../contract/plugin.ts';
import {
  certificateField,
  invalid,
  keyAlgorithms,
  privateKeyField,
  readCredential,
} from '../../credential/credential.ts';
import { createAuthority } from './authority.ts';

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
  }),
  secrets: ['issuingKey'],
  supports: [...keyAlgorithms, 'crl', 'revocation'],
  // An issuing CA with an SM2 key certifies SM2 keys, any other all but these.
  capabilities: ({ algorithm }) => [
    ...keyAlgorithms.filter((each) => (each === 'sm2') === (algorithm === 'sm2')),
    'crl',
    'revocation',
  ],
  create: (config, host) => {
    const { issuingCertificate: certificate, issuingKey: privateKey, algorithm, chain } = config;
    const issuer = readCredential(
      { certificate, privateKey, algorithm, chain },
      { certificate: 'issuingCertificate', privateKey: 'issuingKey' },
    );
    if (!describeCertificate(issuer.certificate).isCa) {
      throw invalid('issuingCertificate', 'is not the certificate of a certificate authority');
    }
    return createAuthority({ ...config, issuer }, host);
  },
});
