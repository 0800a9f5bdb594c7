import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher, request as send } from 'undici';
import type { EgressRequest, EgressResponse } from '../contract/host.ts';
import { PluginError } from '../errors.ts';

export type ResolvedAddress = { address: string; family: 4 | 6 };

export const maxHeaderBytes = 64 * 1024;
const redirects = new Set([301, 302, 303, 307, 308]);

/** One request and its answer, over a connection to one of the given addresses and no other. */
export async function exchange(
  url: URL,
  request: EgressRequest & { headers: Record<string, string> },
  addresses: ResolvedAddress[],
  limits: { signal: AbortSignal; timeoutMs: number; maxBytes: number },
): Promise<EgressResponse> {
  // An agent for each request: a pooled connection would outlive the check of its address.
  const agent = new Agent({
    connect: { lookup: pinned(addresses), timeout: limits.timeoutMs },
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.timeoutMs,
    maxHeaderSize: maxHeaderBytes,
  });
  try {
    const response = await send(url, {
      dispatcher: agent,
      method: request.method ?? 'GET',
      headers: request.headers,
      body: request.body ?? null,
      signal: limits.signal,
    });
    if (redirects.has(response.statusCode)) {
      throw new PluginError(
        'EGRESS_REDIRECT',
        `${url.origin} answered with a redirect (${response.statusCode}), which is not followed. Configure the final address.`,
      );
    }
    const body = await readBody(response, url, limits.maxBytes);
    return { status: response.statusCode, headers: joinedHeaders(response.headers), body };
  } finally {
    await agent.destroy();
  }
}

function pinned(addresses: ResolvedAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const first = addresses[0];
    if (options.all) callback(null, addresses);
    else if (first) callback(null, first.address, first.family);
  };
}

async function readBody(response: Dispatcher.ResponseData, url: URL, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.length;
    if (size > maxBytes) {
      throw new PluginError('EGRESS_TOO_LARGE', `${url.origin} answered with more than ${maxBytes} bytes.`);
    }
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function joinedHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}
