import type { Egress, EgressResponse } from '../../contract/host.ts';
import { PluginError } from '../../errors.ts';

export type LogIn = { kind: 'basic'; username: string; password: string } | { kind: 'bearer'; token: string };

/** A token with a long chain and revocation data has some 20 kB. */
const MAX_ANSWER_OCTETS = 256 * 1024;
/** Statuses of a server that may do better later: time-outs, too many requests, and its own faults. */
const PASSING = new Set([408, 425, 429]);

/**
 * One exchange over HTTP (RFC 3161 §3.4).
 * @throws PluginError EGRESS_*, PROVIDER_UNAVAILABLE (it may do better later), PROVIDER_REFUSED (it won't), TIMESTAMP_INVALID
 */
export async function askAuthority(
  { url, timeoutMs, logIn }: { url: string; timeoutMs: number; logIn: LogIn | undefined },
  request: Uint8Array,
  egress: Egress,
): Promise<Uint8Array> {
  const response = await egress.request({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/timestamp-query',
      accept: 'application/timestamp-reply',
      ...(logIn ? { authorization: authorizationOf(logIn) } : {}),
    },
    body: request,
    timeoutMs,
    maxBytes: MAX_ANSWER_OCTETS,
  });
  checkStatus(response);
  const [type = ''] = (response.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/timestamp-reply') {
    throw new PluginError(
      'TIMESTAMP_INVALID',
      'What answers at this address is no timestamp authority: its answer is no application/timestamp-reply. Check the address.',
    );
  }
  return response.body;
}

function authorizationOf(logIn: LogIn): string {
  if (logIn.kind === 'bearer') return `Bearer ${logIn.token}`;
  return `Basic ${Buffer.from(`${logIn.username}:${logIn.password}`).toString('base64')}`;
}

function checkStatus({ status }: EgressResponse): void {
  if (status === 200) return;
  if (status >= 500 || PASSING.has(status)) {
    throw new PluginError(
      'PROVIDER_UNAVAILABLE',
      `The timestamp authority can't answer now (HTTP status ${status}). Try again later.`,
      { retryable: true },
    );
  }
  const isLogIn = status === 401 || status === 403;
  throw new PluginError(
    'PROVIDER_REFUSED',
    `The timestamp authority refuses us (HTTP status ${status}). Check ${isLogIn ? 'the log-in' : 'the address'}.`,
  );
}
