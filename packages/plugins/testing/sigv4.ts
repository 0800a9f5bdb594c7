import { createHash, createHmac } from 'node:crypto';

export type Credentials = { accessKeyId: string; secretAccessKey: string };

export type SignedRequest = {
  method: string;
  path: string;
  /** Names in lower case, in the order they were signed. */
  headers: [name: string, value: string][];
  body: Uint8Array;
  /** Date, region, service and `aws4_request`, apart by slashes. */
  scope: string;
  date: string;
  credentials: Credentials;
};

/** The signature of a request without a query, after AWS Signature Version 4. */
export function signatureOf(request: SignedRequest): string {
  const { method, path, headers, body, scope, date, credentials } = request;
  const canonical = [
    method,
    path,
    '',
    ...headers.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    headers.map(([name]) => name).join(';'),
    sha256(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<Uint8Array | string>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`);
  return hmac(key, toSign).toString('hex');
}

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');
const hmac = (key: Uint8Array | string, data: string) => createHmac('sha256', key).update(data).digest();
