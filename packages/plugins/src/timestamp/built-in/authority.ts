import {
  CryptoError,
  describeCertificate,
  readTimestampResponse,
  timestampRefusal,
  timestampRequest,
  timestampResponse,
} from '@chopmark/crypto';
import type { Health } from '../../contract/health.ts';
import type { PluginHost } from '../../contract/host.ts';
import type { TimestampAuthority } from '../../contract/timestamp-authority.ts';
import type { Credential } from '../../credential/credential.ts';
import { PluginError } from '../../errors.ts';
import { checkDigest } from '../digest.ts';
import { type CheckedClock, createCheckedClock } from './checked-clock.ts';
import { clockWords } from './clock-words.ts';

export type AuthorityOptions = {
  tsa: Credential;
  policy: string;
  accuracySeconds: number;
  timeServers: readonly string[];
  clockMaxAgeMinutes: number;
};

/** Stamps by its own key and the host's clock, as that clock was found by its time servers. */
export function createTimestampAuthority(options: AuthorityOptions, host: PluginHost): TimestampAuthority {
  const { tsa, policy, accuracySeconds } = options;
  const accuracyMs = accuracySeconds * 1000;
  const clock = createCheckedClock(
    { servers: options.timeServers, accuracyMs, maxAgeMs: options.clockMaxAgeMinutes * 60_000 },
    host,
  );
  const chain = () => [tsa.certificate, ...tsa.chain].map((der) => der.slice());
  const respond = (request: Uint8Array, time: Date) =>
    timestampResponse({
      request,
      tsa,
      serialNumber: serialNumber(host, time),
      time,
      policy,
      accuracySeconds,
    });

  return {
    async timestamp({ digest, digestAlgorithm }) {
      checkDigest({ digest, digestAlgorithm });
      const time = await clock.now();
      try {
        const request = timestampRequest({ digest, digestAlgorithm, nonce: host.random(16), policy });
        const { token, info } = readTimestampResponse({ response: respond(request, time), request });
        return { token, time: info.time, chain: chain(), clock: clock.isChecked ? 'checked' : 'unchecked' };
      } catch (cause) {
        if (!(cause instanceof CryptoError)) throw cause;
        throw new PluginError('TIMESTAMP_REFUSED', `No timestamp could be made: ${cause.message}`, { cause });
      }
    },
    async answer(query) {
      try {
        const time = await clock.now();
        if (!isValidAt(tsa.certificate, time)) {
          return timestampRefusal('systemFailure', "The authority's certificate is not valid now.");
        }
        return respond(query, time);
      } catch (error) {
        if (!(error instanceof PluginError) || error.code !== 'TIMESTAMP_CLOCK') throw error;
        host.log.warn('a timestamp query was refused', { reason: error.message });
        return timestampRefusal('timeNotAvailable', 'The clock of the authority is not certain enough now.');
      }
    },
    chain,
    healthCheck: () => healthOf(options, clock, host),
  };
}

/**
 * Unique for this authority (RFC 3161 §2.4.2), whatever crashes and however many processes stamp with its key: the
 * milliseconds of its time and 112 random bits, 160 bits in all, which is the most that requesters must take.
 */
function serialNumber(host: PluginHost, time: Date): Uint8Array {
  const serial = new Uint8Array(20);
  new DataView(serial.buffer).setBigUint64(0, BigInt(time.getTime()) << 16n);
  serial.set(host.random(14), 6);
  return serial;
}

function isValidAt(certificate: Uint8Array, time: Date): boolean {
  const { notBefore, notAfter } = describeCertificate(certificate);
  return time >= notBefore && time <= notAfter;
}

async function healthOf(
  { tsa, accuracySeconds }: AuthorityOptions,
  clock: CheckedClock,
  host: PluginHost,
): Promise<Health> {
  const { notAfter, subject } = describeCertificate(tsa.certificate);
  const name = subject.commonName ?? subject.text;
  const until = notAfter.toISOString().slice(0, 10);
  if (!isValidAt(tsa.certificate, host.clock())) {
    return {
      ok: false,
      message: {
        'zh-CN': `${name} 的证书不在有效期内（至 ${until}），请更换。`,
        en: `The certificate of ${name} is not valid now (until ${until}). Renew it.`,
      },
    };
  }
  const found = clockWords(await clock.state(), accuracySeconds * 1000);
  return {
    ok: found.ok,
    message: {
      'zh-CN': `${found.message['zh-CN']}${name} 的证书有效期至 ${until}。`,
      en: `${found.message.en} The certificate of ${name} is valid until ${until}.`,
    },
  };
}
