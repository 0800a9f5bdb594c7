import type { Egress, EgressRequest, EgressResponse } from '../contract/host.ts';
import { masterKeyConfig } from './refusals.ts';

/** What the AWS client hands over; the parts of its HttpRequest that we send. */
type OutgoingRequest = {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, unknown>;
  method: string;
  headers: Record<string, string>;
  body?: unknown;
};

/** Set by the egress client from the address and the body; the signature covers the same values. */
const ownHeaders = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'expect',
  'upgrade',
]);

/** A request handler for clients of the AWS SDK whose requests leave through the egress client and nowhere else. */
export function egressHandler(egress: Egress, timeoutMs: number) {
  return {
    async handle(request: OutgoingRequest): Promise<{ response: SdkResponse }> {
      const { status, headers, body } = await egress.request({ ...toEgress(request), timeoutMs });
      return { response: { statusCode: status, headers, body } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}

type SdkResponse = { statusCode: number } & Pick<EgressResponse, 'headers' | 'body'>;

function toEgress(request: OutgoingRequest): EgressRequest {
  const { protocol, hostname, port, path, query, method, headers, body } = request;
  // KMS speaks POST with a JSON body to one path: anything else would not be what was signed here.
  if (method !== 'POST' || (query && Object.keys(query).length > 0) || !isBody(body)) {
    throw masterKeyConfig('The KMS client sent a request that is none of KMS.');
  }
  const sent = Object.entries(headers).filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  return {
    url: `${protocol}//${hostname}${port ? `:${port}` : ''}${path}`,
    method,
    headers: Object.fromEntries(sent),
    body,
    maxBytes: 64 * 1024,
  };
}

const isBody = (body: unknown): body is string | Uint8Array =>
  typeof body === 'string' || body instanceof Uint8Array;
