import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seal, unseal } from '@chopmark/crypto';
import { z } from 'zod';
import { type Credentials, signatureOf } from './sigv4.ts';

export type KmsServer = {
  endpoint: string;
  region: string;
  credentials: Credentials;
  /** ARNs of its two keys. */
  keys: [string, string];
  /** Operations answered, by name. */
  calls: Map<string, number>;
  /** From now on answers the next `count` calls with this error. */
  fail(error: string, count: number): void;
  close(): Promise<void>;
};

const encryptInput = z.object({
  KeyId: z.string(),
  Plaintext: z.base64(),
  EncryptionContext: z.record(z.string(), z.string()).default({}),
});
const decryptInput = z.object({
  KeyId: z.string().optional(),
  CiphertextBlob: z.base64(),
  EncryptionContext: z.record(z.string(), z.string()).default({}),
});

class KmsFault extends Error {
  readonly status: number;
  constructor(name: string, status = 400) {
    super(name);
    this.status = status;
  }
}

const REGION = 'cn-north-1';

/**
 * A KMS on loopback that speaks the JSON protocol of AWS KMS for Encrypt and Decrypt: it checks each request's Signature
 * Version 4, really encrypts, binds the encryption context, and refuses with KMS's own errors.
 */
export async function kmsServer(): Promise<KmsServer> {
  const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: randomBytes(30).toString('base64') };
  const arn = () => `arn:aws-cn:kms:${REGION}:111122223333:key/${crypto.randomUUID()}`;
  const keys: [string, string] = [arn(), arn()];
  const material = new Map(keys.map((key) => [key, new Uint8Array(randomBytes(32))]));
  const calls = new Map<string, number>();
  const failures: string[] = [];
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request, { credentials, material, calls, failures }).catch(asFault);
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer.body));
  });
  const port = await listen(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: REGION,
    credentials,
    keys,
    calls,
    fail: (error, count) => failures.push(...Array<string>(count).fill(error)),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type Inside = {
  credentials: Credentials;
  material: ReadonlyMap<string, Uint8Array>;
  calls: Map<string, number>;
  failures: string[];
};

async function answerTo(request: IncomingMessage, inside: Inside) {
  const { calls, failures, material } = inside;
  const body = await bodyOf(request);
  requireSignature(request, body, inside.credentials);
  const operation = String(request.headers['x-amz-target']);
  calls.set(operation, (calls.get(operation) ?? 0) + 1);
  const failure = failures.shift();
  if (failure) throw new KmsFault(failure, failure === 'KMSInternalException' ? 500 : 400);
  const input: unknown = JSON.parse(body.toString());
  switch (operation) {
    case 'TrentService.Encrypt':
      return { status: 200, body: encrypt(encryptInput.parse(input), material) };
    case 'TrentService.Decrypt':
      return { status: 200, body: decrypt(decryptInput.parse(input), material) };
    default:
      throw new KmsFault('UnknownOperationException');
  }
}

function asFault(error: unknown) {
  if (error instanceof KmsFault) {
    return { status: error.status, body: { __type: error.message, message: error.message } };
  }
  return { status: 400, body: { __type: 'ValidationException', message: String(error) } };
}

/** The order of its entries doesn't matter to KMS. */
const aadOf = (context: Record<string, string>) =>
  new TextEncoder().encode(JSON.stringify(Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1))));

function encrypt(
  { KeyId, Plaintext, EncryptionContext }: z.output<typeof encryptInput>,
  material: ReadonlyMap<string, Uint8Array>,
) {
  const key = material.get(KeyId);
  if (!key) throw new KmsFault('NotFoundException');
  const sealed = seal(key, Buffer.from(Plaintext, 'base64'), aadOf(EncryptionContext));
  const blob = Buffer.concat([Buffer.of(KeyId.length), Buffer.from(KeyId), sealed]);
  return {
    KeyId,
    CiphertextBlob: blob.toString('base64'),
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  };
}

function decrypt(
  { KeyId, CiphertextBlob, EncryptionContext }: z.output<typeof decryptInput>,
  material: ReadonlyMap<string, Uint8Array>,
) {
  const blob = Buffer.from(CiphertextBlob, 'base64');
  const end = 1 + (blob[0] ?? 0);
  const owner = blob.subarray(1, end).toString();
  const key = material.get(owner);
  if (!key) throw new KmsFault('InvalidCiphertextException');
  if (KeyId !== undefined && KeyId !== owner) throw new KmsFault('IncorrectKeyException');
  try {
    const plaintext = unseal(key, blob.subarray(end), aadOf(EncryptionContext));
    return { KeyId: owner, Plaintext: Buffer.from(plaintext).toString('base64') };
  } catch {
    throw new KmsFault('InvalidCiphertextException');
  }
}

function requireSignature(request: IncomingMessage, body: Buffer, credentials: Credentials): void {
  const { authorization = '' } = request.headers;
  const [, scope = '', signedHeaders = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=AKIDTEST\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const headers = signedHeaders.split(';');
  if (!headers.includes('host') || !headers.includes('x-amz-target') || !headers.includes('x-amz-date')) {
    throw new KmsFault('IncompleteSignatureException');
  }
  const expected = signatureOf({
    method: request.method ?? '',
    path: request.url ?? '',
    headers: headers.map((name) => [name, String(request.headers[name] ?? '')]),
    body,
    scope,
    date: String(request.headers['x-amz-date']),
    credentials,
  });
  const age = Math.abs(Date.now() - timeOf(String(request.headers['x-amz-date'])));
  const isRight = timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(signature, 'hex'));
  if (!isRight || !(age < 300_000) || !scope.endsWith(`/${REGION}/kms/aws4_request`)) {
    throw new KmsFault('InvalidSignatureException', 403);
  }
}

/** 20260102T030405Z */
const timeOf = (date: string) =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const listen = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
