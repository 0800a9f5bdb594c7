import type { Egress } from '../contract/host.ts';
import { PluginError } from '../errors.ts';
import { createAddressPolicy } from './address-policy.ts';
import { exchange, maxHeaderBytes, type ResolvedAddress } from './exchange.ts';
import { permittedAddresses, resolveBySystem, unlessAborted } from './permitted-addresses.ts';

export type EgressOptions = {
  /** Hosts, addresses and networks that may be reached although they aren't public. */
  allow: readonly string[];
  /** Whole request; default 30 s. */
  timeoutMs?: number;
  /** Body of a response; default 20 MiB. */
  maxBytes?: number;
  userAgent?: string;
  /** Name resolution; the system's by default. */
  resolve?: (host: string) => Promise<ResolvedAddress[]>;
};

/** The connection belongs to the client: a caller's value could aim the request at another host, or smuggle a second one. */
const forbiddenHeaders = new Set([
  'host',
  'connection',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'expect',
]);

/**
 * The client for all outgoing HTTP and HTTPS. It resolves the name itself, refuses addresses that aren't public unless
 * the operator allowed them, connects to the very addresses it checked (so a second answer of the name server changes
 * nothing), follows no redirect, uses no proxy from the environment, and limits time and size.
 */
export function createEgress(options: EgressOptions): Egress {
  const policy = createAddressPolicy(options.allow);
  const resolve = options.resolve ?? resolveBySystem;
  const limits = { timeoutMs: options.timeoutMs ?? 30_000, maxBytes: options.maxBytes ?? 20 * 1024 * 1024 };
  const userAgent = options.userAgent ?? 'chopmark';

  return {
    async request(request) {
      const url = parseUrl(request.url);
      const headers = {
        'user-agent': userAgent,
        'accept-encoding': 'identity',
        ...checkedHeaders(request.headers),
      };
      const timeoutMs = Math.min(request.timeoutMs ?? limits.timeoutMs, limits.timeoutMs);
      const maxBytes = Math.min(request.maxBytes ?? limits.maxBytes, limits.maxBytes);
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
        const addresses = await unlessAborted(permittedAddresses(host, policy, resolve), signal);
        return await exchange(url, { ...request, headers }, addresses, { signal, timeoutMs, maxBytes });
      } catch (error) {
        throw asEgressError(error, url, signal, timeoutMs);
      }
    },
  };
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  // The text itself may carry a token, so it isn't repeated.
  if (!url)
    throw new PluginError('EGRESS_URL', 'The address to call is not a URL. Correct it in the configuration.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new PluginError(
      'EGRESS_URL',
      `Only http and https addresses can be called, not ${url.protocol}//.`,
    );
  }
  if (url.username || url.password) {
    throw new PluginError(
      'EGRESS_URL',
      'Put the user name and password into their own fields, not into the URL.',
    );
  }
  return url;
}

function checkedHeaders(headers: Record<string, string> = {}): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (forbiddenHeaders.has(key)) {
      throw new PluginError(
        'EGRESS_HEADER',
        `The header "${key}" is set by the client itself. Leave it out.`,
      );
    }
    checked[key] = value;
  }
  return checked;
}

function asEgressError(error: unknown, url: URL, signal: AbortSignal, timeoutMs: number): PluginError {
  if (error instanceof PluginError) return error;
  const code = codeOf(error);
  if (signal.aborted || code.endsWith('_TIMEOUT')) {
    return new PluginError(
      'EGRESS_TIMEOUT',
      `${url.origin} did not answer within ${timeoutMs} ms. Try again later.`,
      {
        retryable: true,
        cause: error,
      },
    );
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new PluginError(
      'EGRESS_TOO_LARGE',
      `${url.origin} answered with headers of more than ${maxHeaderBytes} bytes.`,
    );
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return new PluginError(
      'EGRESS_HEADER',
      'The request has a method, header or body that HTTP does not allow.',
      {
        cause: error,
      },
    );
  }
  return new PluginError(
    'EGRESS_CONNECTION',
    `No connection to ${url.origin} (${code || 'no reason given'}). Try again later.`,
    {
      retryable: true,
      cause: error,
    },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
