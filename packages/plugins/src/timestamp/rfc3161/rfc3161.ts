import { describeCertificate, timestampRequest } from '@chopmark/crypto';
import { z } from 'zod';
import { described } from '../../contract/described.ts';
import type { Health } from '../../contract/health.ts';
import type { PluginHost } from '../../contract/host.ts';
import { definePlugin } from '../../contract/plugin.ts';
import type {
  TimestampAuthority,
  TimestampDigest,
  TimestampResult,
} from '../../contract/timestamp-authority.ts';
import { certificateField, invalid, keyAlgorithms, readCertificates } from '../../credential/credential.ts';
import { PluginError } from '../../errors.ts';
import { checkDigest, digestLengths } from '../digest.ts';
import { askAuthority, type LogIn } from './ask-authority.ts';
import { type Expectations, readAnswer } from './read-answer.ts';

const digestAlgorithms = [
  'SHA-256',
  'SHA-384',
  'SM3',
] as const satisfies TimestampDigest['digestAlgorithm'][];

/** A time-stamping authority over HTTP (RFC 3161 §3.4). Nothing of its answers is believed that isn't checked. */
export const rfc3161Timestamp = definePlugin({
  kind: 'timestamp',
  id: 'rfc3161',
  contract: 1,
  label: { 'zh-CN': '远程时间戳服务（RFC 3161）', en: 'Remote timestamp authority (RFC 3161)' },
  config: z.object({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((text) => !/^[a-z]+:\/\/[^/]*@/i.test(text), 'carries a log-in; use the fields for it')
      .meta(described('时间戳服务的地址。', 'Where the authority answers.')),
    username: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta(described('HTTP Basic 登录的用户名。', 'User name for HTTP basic log-in.')),
    password: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .meta(described('HTTP Basic 登录的密码。', 'Password for HTTP basic log-in.')),
    bearerToken: z
      .string()
      .regex(/^[\w.~+/=-]+$/, 'is no bearer token')
      .optional()
      .meta(
        described('Bearer 令牌，代替用户名和密码。', 'Bearer token, instead of a user name and password.'),
      ),
    policy: z
      .string()
      .regex(/^[0-2](\.\d{1,15})+$/, 'is no object identifier')
      .optional()
      .meta(
        described(
          '要求的时间戳策略（OID）。为空则接受服务的默认策略。',
          "The policy asked for and insisted on, an object identifier; otherwise the authority's own.",
        ),
      ),
    digestAlgorithms: z
      .array(z.enum(digestAlgorithms))
      .min(1)
      .default(['SHA-256', 'SHA-384'])
      .meta(described('该服务接受的摘要算法。', 'The digest algorithms that the authority takes.')),
    signsWith: z
      .enum(keyAlgorithms)
      .optional()
      .meta(
        described(
          '该服务签名所用的算法。SM2 合同只用标明 sm2 的服务。',
          'What the authority signs with. Contracts with SM2 ask only those that say sm2.',
        ),
      ),
    trust: z
      .array(certificateField)
      .min(1)
      .meta(
        described(
          '信任的根证书，或时间戳服务自身的证书，PEM 或 Base64。',
          "Roots that are trusted for it, or the authority's own certificates; PEM or Base64.",
        ),
      ),
    intermediates: z
      .array(certificateField)
      .default([])
      .meta(
        described(
          '中间证书，如该服务不随时间戳发送。',
          'Certificates in between, if the authority does not send them.',
        ),
      ),
    timeoutSeconds: z
      .number()
      .min(0.1)
      .max(30)
      .default(10)
      .meta(described('等待应答的时限，单位秒。', 'How long an answer is waited for, in seconds.')),
    toleranceSeconds: z
      .number()
      .positive()
      .max(3600)
      .default(60)
      .meta(
        described(
          '其时间与本机时钟允许相差多少，单位秒。',
          'How far its time may be from our clock, in seconds.',
        ),
      ),
  }),
  secrets: ['password', 'bearerToken'],
  supports: [...digestAlgorithms, ...keyAlgorithms],
  capabilities: ({ digestAlgorithms: taken, signsWith }) => [...taken, ...(signsWith ? [signsWith] : [])],
  create: (config, host) => {
    const { url, policy, timeoutSeconds, toleranceSeconds } = config;
    return createRemoteAuthority(
      {
        url,
        policy,
        toleranceSeconds,
        timeoutMs: timeoutSeconds * 1000,
        digestAlgorithms: config.digestAlgorithms,
        logIn: logInOf(config),
        trust: config.trust.flatMap(readCertificates),
        intermediates: config.intermediates.flatMap(readCertificates),
      },
      host,
    );
  },
});

type LogInFields = {
  username?: string | undefined;
  password?: string | undefined;
  bearerToken?: string | undefined;
};

function logInOf({ username, password, bearerToken }: LogInFields): LogIn | undefined {
  if ((username === undefined) !== (password === undefined)) {
    throw invalid(username === undefined ? 'username' : 'password', 'is missing: it goes with the other');
  }
  if (bearerToken !== undefined && username !== undefined) {
    throw invalid('bearerToken', 'cannot go together with a user name');
  }
  if (bearerToken !== undefined) return { kind: 'bearer', token: bearerToken };
  if (username === undefined || password === undefined) return undefined;
  if (username.includes(':')) throw invalid('username', 'must have no colon (RFC 7617 §2)');
  return { kind: 'basic', username, password };
}

type Options = Expectations & {
  url: string;
  timeoutMs: number;
  digestAlgorithms: readonly string[];
  logIn: LogIn | undefined;
};

function createRemoteAuthority(options: Options, host: PluginHost): TimestampAuthority {
  const { policy, digestAlgorithms: taken } = options;
  let newest: Uint8Array[] = [];

  const timestamp = async ({ digest, digestAlgorithm }: TimestampDigest): Promise<TimestampResult> => {
    checkDigest({ digest, digestAlgorithm });
    if (!taken.includes(digestAlgorithm)) {
      throw new PluginError('TIMESTAMP_DIGEST', `This authority does not take ${digestAlgorithm} digests.`);
    }
    const nonce = host.random(16);
    const request = timestampRequest({ digest, digestAlgorithm, nonce, ...(policy ? { policy } : {}) });
    const asked = host.clock();
    const response = await askAuthority(options, request, host.egress);
    const result = readAnswer({ response, request, asked, answered: host.clock() }, options);
    newest = result.chain;
    return { ...result, chain: copied(result.chain) };
  };
  return {
    timestamp,
    chain: () => copied(newest),
    healthCheck: () => healthOf(timestamp, options, host),
  };
}

const copied = (chain: Uint8Array[]) => chain.map((der) => der.slice());

/** Whether it stamps can only be seen by having something stamped: random octets, so that nothing is told. */
async function healthOf(
  timestamp: TimestampAuthority['timestamp'],
  { url, digestAlgorithms: taken }: Options,
  host: PluginHost,
): Promise<Health> {
  const { origin } = new URL(url);
  const digestAlgorithm = digestAlgorithms.find((each) => taken.includes(each)) ?? 'SHA-256';
  const digest = host.random(digestLengths[digestAlgorithm]);
  try {
    const { time, chain } = await timestamp({ digest, digestAlgorithm });
    const off = Math.abs(time.getTime() - host.clock().getTime()) / 1000;
    const { subject, notAfter } = describeCertificate(chain[0] ?? new Uint8Array());
    const name = subject.commonName ?? subject.text;
    const until = notAfter.toISOString().slice(0, 10);
    return {
      ok: true,
      message: {
        'zh-CN': `${origin} 签发了一枚时间戳，与本机时钟相差 ${off.toFixed(1)} 秒。${name} 的证书有效期至 ${until}。`,
        en: `${origin} gave a timestamp, ${off.toFixed(1)} s from our clock. The certificate of ${name} is valid until ${until}.`,
      },
    };
  } catch (error) {
    // Its words may be anybody's; the code is ours.
    const code = error instanceof PluginError ? error.code : 'PROVIDER_UNAVAILABLE';
    host.log.warn('a timestamp authority is not well', { origin, code });
    return {
      ok: false,
      message: {
        'zh-CN': `没有从 ${origin} 得到可用的时间戳（${code}）。请检查配置，或稍后再试。`,
        en: `No usable timestamp came from ${origin} (${code}). Check its configuration, or try again later.`,
      },
    };
  }
}
