import { describeCertificate, verifyChain } from '@chopmark/crypto';
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
import { PluginError } from '../../errors.ts';
import { serverAddress } from '../../network-time/server-address.ts';
import { createTimestampAuthority } from './authority.ts';

/**
 * A time-stamping authority in this process (RFC 3161). Each timestamp goes the whole way that it would over the
 * network: a request with a nonce, the response, and all of a client's checks on it. Its time is the host's clock, as long
 * as that agrees with the time servers.
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
      .meta(
        described(
          '时间戳中声明的精度，单位秒。时钟偏差超过它时停止签发。',
          'The accuracy that timestamps state. Beyond it, nothing is stamped. In seconds.',
        ),
      ),
    timeServers: z
      .array(z.string().refine(isServer, 'is no name or address of a time server'))
      .max(8)
      .default([])
      .meta(
        described(
          '校验时钟的 NTP 服务器，建议三个以上。为空则不校验。',
          'NTP servers that the clock is held against, better three or more. Without any it is unchecked.',
        ),
      ),
    clockMaxAgeMinutes: z
      .number()
      .int()
      .min(1)
      .max(1440)
      .default(60)
      .meta(
        described(
          '多久没有成功校验时钟就停止签发，单位分钟。',
          'So long after the last good check of the clock nothing is stamped any more. In minutes.',
        ),
      ),
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
    checkPurpose(tsa);
    const { policy, accuracySeconds, timeServers, clockMaxAgeMinutes } = config;
    return createTimestampAuthority({ tsa, policy, accuracySeconds, timeServers, clockMaxAgeMinutes }, host);
  },
});

/** For timestamping alone, and critically so (RFC 3161 §2.3). When it is valid is asked each time it stamps. */
function checkPurpose({ certificate, chain }: Credential): void {
  const { reasons } = verifyChain({
    leaf: certificate,
    intermediates: chain,
    trust: [chain.at(-1) ?? certificate],
    crls: [],
    at: describeCertificate(certificate).notBefore,
    purpose: 'timestamping',
  });
  if (!reasons.includes('EXTENDED_KEY_USAGE') && !reasons.includes('KEY_USAGE')) return;
  throw invalid('certificate', 'is not for timestamping alone, by a critical extension (RFC 3161 §2.3)');
}

function isServer(text: string): boolean {
  try {
    serverAddress(text);
    return true;
  } catch (error) {
    if (error instanceof PluginError) return false;
    throw error;
  }
}
