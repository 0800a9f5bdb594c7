import {
  CryptoError,
  describeCertificate,
  readTimestampResponse,
  timestampRequest,
  timestampResponse,
} from '@chopmark/crypto';
import { z } from 'zod';
import { described } from '../../contract/described.ts';
import type { PluginHost } from '../../contract/host.ts';
import { definePlugin } from '../../contract/plugin.ts';
import type { TimestampAuthority, TimestampDigest } from '../../contract/timestamp-authority.ts';
import {
  type Credential,
  certificateField,
  invalid,
  keyAlgorithms,
  privateKeyField,
  readCredential,
} from '../../credential/credential.ts';
import { PluginError } from '../../errors.ts';

const timeStamping = '1.3.6.1.5.5.7.3.8';
const digestLengths = { 'SHA-256': 32, 'SHA-384': 48, SM3: 32 } as const;

/**
 * A time-stamping authority in this process (RFC 3161). Each timestamp goes the whole way that it would over the
 * network: a request with a nonce, the response, and all of a client's checks on it. Its time is the host's clock.
 */
export const builtInTimestamp = definePlugin({
  kind: 'timestamp',
  id: 'built-in',
  contract: 1,
  label: { 'zh-CN': '内置时间戳服务', en: 'Built-in timestamp authority' },
  config: z.object({
    certificate: certificateField.meta(
      described('时间戳服务的证书，PEM 或 Base64。', 'Certificate of the TSA, PEM or Base64.'),
    ),
    key: privateKeyField.meta(
      described('对应的私钥，PKCS#8，PEM 或 Base64。', 'Its private key, PKCS#8, PEM or Base64.'),
    ),
    algorithm: z.enum(keyAlgorithms).meta(described('私钥的算法。', "The private key's algorithm.")),
    chain: z
      .array(certificateField)
      .default([])
      .meta(described('上级证书，根证书放在最后。', 'The certificates above it; the root comes last.')),
    policy: z
      .string()
      .regex(/^[0-2](\.\d{1,15})+$/, 'is no object identifier')
      .meta(
        described('时间戳策略的对象标识符（OID）。', 'The policy it stamps under, an object identifier.'),
      ),
    accuracySeconds: z
      .number()
      .positive()
      .max(60)
      .default(1)
      .meta(described('本机时钟允许的误差，单位秒。', "How far the machine's clock may be off.")),
  }),
  secrets: ['key'],
  supports: ['SHA-256', 'SHA-384', 'SM3', ...keyAlgorithms],
  // It stamps any of the digests, and signs its tokens with the one key it has.
  capabilities: ({ algorithm }) => ['SHA-256', 'SHA-384', 'SM3', algorithm],
  create: (config, host) => {
    const { certificate, key: privateKey, algorithm, chain } = config;
    const tsa = readCredential(
      { certificate, privateKey, algorithm, chain },
      { certificate: 'certificate', privateKey: 'key' },
    );
    const { extendedKeyUsage } = describeCertificate(tsa.certificate);
    if (extendedKeyUsage.length !== 1 || extendedKeyUsage[0] !== timeStamping) {
      throw invalid('certificate', 'is not for timestamping alone (RFC 3161 §2.3)');
    }
    return createTimestampAuthority(
      { tsa, policy: config.policy, accuracySeconds: config.accuracySeconds },
      host,
    );
  },
});

type Options = { tsa: Credential; policy: string; accuracySeconds: number };

function createTimestampAuthority(options: Options, host: PluginHost): TimestampAuthority {
  const { tsa, policy, accuracySeconds } = options;
  return {
    async timestamp({ digest, digestAlgorithm }) {
      checkDigest({ digest, digestAlgorithm });
      try {
        const request = timestampRequest({
          digest,
          digestAlgorithm,
          nonce: host.random(16),
          certReq: true,
          policy,
        });
        const serialNumber = host.random(16);
        const time = host.clock();
        const response = timestampResponse({ request, tsa, serialNumber, time, policy, accuracySeconds });
        const { token, info } = readTimestampResponse({ response, request });
        return { token, time: info.time };
      } catch (cause) {
        if (!(cause instanceof CryptoError)) throw cause;
        throw new PluginError('TIMESTAMP_REFUSED', `No timestamp could be made: ${cause.message}`, { cause });
      }
    },
    chain: () => [tsa.certificate, ...tsa.chain].map((der) => der.slice()),
    healthCheck: async () => {
      const { notBefore, notAfter, subject } = describeCertificate(tsa.certificate);
      const now = host.clock();
      const isValid = now >= notBefore && now <= notAfter;
      const name = subject.commonName ?? subject.text;
      const until = notAfter.toISOString().slice(0, 10);
      return {
        ok: isValid,
        message: isValid
          ? {
              'zh-CN': `${name} 的证书有效期至 ${until}。`,
              en: `The certificate of ${name} is valid until ${until}.`,
            }
          : {
              'zh-CN': `${name} 的证书不在有效期内（至 ${until}），请更换。`,
              en: `The certificate of ${name} is not valid now (until ${until}). Renew it.`,
            },
      };
    },
  };
}

function checkDigest({ digest, digestAlgorithm }: TimestampDigest): void {
  if (Object.hasOwn(digestLengths, digestAlgorithm) && digest.length === digestLengths[digestAlgorithm])
    return;
  throw new PluginError(
    'TIMESTAMP_DIGEST',
    'A timestamp needs a SHA-256, SHA-384 or SM3 digest of the right length.',
  );
}
