import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEgress, type EgressOptions } from './egress.ts';

const answers: Record<string, RequestListener> = {
  '/ok': (_request, response) => response.setHeader('X-Answer', 'yes').end('hello'),
  '/echo': (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, headers } = request;
      response.end(JSON.stringify({ method, headers, body: Buffer.concat(chunks).toString('hex') }));
    });
  },
  '/problem': (_request, response) => response.writeHead(503).end('later'),
  '/redirect': (_request, response) => response.writeHead(302, { location: '/secret' }).end(),
  '/large': (_request, response) => response.end(Buffer.alloc(5000)),
  '/endless': (_request, response) => {
    const timer = setInterval(() => response.write(Buffer.alloc(1024)), 1);
    response.on('close', () => clearInterval(timer));
  },
  '/silent': () => {},
  '/drip': (_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(timer));
  },
};

let server: Server;
let port: number;
const seen: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.url ?? '');
    const answer = answers[request.url ?? ''];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const local = (path: string) => `http://127.0.0.1:${port}${path}`;
const allowed = (options: Partial<EgressOptions> = {}) =>
  createEgress({ allow: ['127.0.0.0/8'], ...options });
const text = (body: Uint8Array) => Buffer.from(body).toString();

describe('what is allowed', () => {
  test('reaches a private address that the operator allowed', async () => {
    const response = await allowed().request({ url: local('/ok') });
    expect(response).toMatchObject({ status: 200, headers: { 'x-answer': 'yes' } });
    expect(text(response.body)).toBe('hello');
  });

  test('sends method, headers and bytes', async () => {
    const body = new Uint8Array([0, 255, 1]);
    const headers = { 'Content-Type': 'application/timestamp-query' };
    const response = await allowed().request({ url: local('/echo'), method: 'POST', headers, body });
    expect(JSON.parse(text(response.body))).toMatchObject({
      method: 'POST',
      body: '00ff01',
      headers: {
        'content-type': 'application/timestamp-query',
        'accept-encoding': 'identity',
        'user-agent': 'chopmark',
      },
    });
  });

  test('hands back error statuses as they are', async () => {
    expect(await allowed().request({ url: local('/problem') })).toMatchObject({ status: 503 });
  });

  test('reaches a host that the operator named, whatever it resolves to', async () => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 as const }];
    const egress = createEgress({ allow: ['ca.internal'], resolve });
    expect(await egress.request({ url: `http://CA.internal.:${port}/ok` })).toMatchObject({ status: 200 });
    await expect(egress.request({ url: `http://other.internal:${port}/ok` })).rejects.toMatchObject({
      code: 'EGRESS_ADDRESS_REFUSED',
    });
  });

  test.each(['*', '10.0.0.0/99', 'http://x', '1', '10.0.0', 'a b', ''])(
    'refuses %j in the allow list',
    (entry) => {
      expect(() => createEgress({ allow: [entry] })).toThrow(
        expect.objectContaining({ code: 'EGRESS_ALLOW_LIST' }),
      );
    },
  );
});

describe('addresses that are not public', () => {
  test.each([
    'http://127.0.0.1/',
    'http://127.8.9.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://0.0.0.0/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://192.0.0.192/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://240.0.0.1/',
    'http://198.18.0.1/',
    'http://[::]/',
    'http://[::1]/',
    'http://[::127.0.0.1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b:1::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001::1]/',
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://[fec0::1]/',
    'http://[ff02::1]/',
    'http://[2001:db8::1]/',
    'http://[4000::1]/',
  ])('refuses %s', async (url) => {
    const request = createEgress({ allow: [] }).request({ url });
    await expect(request).rejects.toMatchObject({ code: 'EGRESS_ADDRESS_REFUSED', retryable: false });
  });

  test('refuses the name of this machine, as the real name server answers it', async () => {
    const request = createEgress({ allow: [] }).request({ url: `http://localhost:${port}/ok` });
    await expect(request).rejects.toMatchObject({ code: 'EGRESS_ADDRESS_REFUSED' });
  });

  test('an allowed IPv4 network does not open the same bits of IPv6', async () => {
    const request = createEgress({ allow: ['0.0.0.0/0'] }).request({ url: 'http://[fd00::1]/' });
    await expect(request).rejects.toMatchObject({ code: 'EGRESS_ADDRESS_REFUSED' });
  });

  test('refuses a name with one public and one private address', async () => {
    const resolve = async () => [
      { address: '93.184.215.14', family: 4 as const },
      { address: '10.0.0.1', family: 4 as const },
    ];
    const request = createEgress({ allow: [], resolve }).request({ url: 'http://mixed.example/' });
    await expect(request).rejects.toMatchObject({ code: 'EGRESS_ADDRESS_REFUSED' });
  });

  test('connects to the address it checked, not to what the name server says next', async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '10.9.9.9', family: 4 as const }];
    };
    // The name has no address at all outside this resolver: the connection can only have used the first answer.
    const egress = createEgress({ allow: ['127.0.0.1'], resolve });
    expect(await egress.request({ url: `http://rebind.invalid:${port}/ok` })).toMatchObject({ status: 200 });
    expect(asked).toBe(1);
    await expect(egress.request({ url: `http://rebind.invalid:${port}/ok` })).rejects.toMatchObject({
      code: 'EGRESS_ADDRESS_REFUSED',
    });
  });
});

describe('requests that are not made', () => {
  test.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'not a url',
    'http://u:p@example.com/',
  ])('refuses the URL %s', async (url) => {
    await expect(createEgress({ allow: [] }).request({ url })).rejects.toMatchObject({ code: 'EGRESS_URL' });
  });

  test('refuses headers that belong to the connection, and headers with line breaks', async () => {
    for (const headers of [{ Host: 'other' }, { 'Transfer-Encoding': 'chunked' }, { 'X-A': 'a\r\nX-B: b' }]) {
      const request = allowed().request({ url: local('/headers'), headers });
      await expect(request).rejects.toMatchObject({ code: 'EGRESS_HEADER' });
    }
    expect(seen).not.toContain('/headers');
  });

  test('does not follow a redirect', async () => {
    await expect(allowed().request({ url: local('/redirect') })).rejects.toMatchObject({
      code: 'EGRESS_REDIRECT',
    });
    expect(seen).not.toContain('/secret');
  });
});

describe('limits', () => {
  test('stops at the size limit, announced or not', async () => {
    for (const path of ['/large', '/endless']) {
      const request = allowed().request({ url: local(path), maxBytes: 4999 });
      await expect(request).rejects.toMatchObject({ code: 'EGRESS_TOO_LARGE' });
    }
    const response = await allowed().request({ url: local('/large'), maxBytes: 5000 });
    expect(response.body.length).toBe(5000);
  });

  test("a request can't raise the client's limits", async () => {
    const request = allowed({ maxBytes: 100 }).request({ url: local('/large'), maxBytes: 1_000_000 });
    await expect(request).rejects.toMatchObject({ code: 'EGRESS_TOO_LARGE' });
  });

  test.each(['/silent', '/drip'])(
    'gives up on %s after the time limit, which may be tried again',
    async (path) => {
      const started = Date.now();
      const request = allowed().request({ url: local(path), timeoutMs: 300 });
      await expect(request).rejects.toMatchObject({ code: 'EGRESS_TIMEOUT', retryable: true });
      expect(Date.now() - started).toBeLessThan(3000);
    },
  );

  test('gives up on a name server that is silent', async () => {
    const egress = createEgress({ allow: [], timeoutMs: 200, resolve: () => new Promise(() => {}) });
    await expect(egress.request({ url: 'http://slow.example/' })).rejects.toMatchObject({
      code: 'EGRESS_TIMEOUT',
    });
  });

  test('says so when the name does not resolve or nothing listens, and that it may be tried again', async () => {
    const resolve = async () => Promise.reject(new Error('ENOTFOUND'));
    const unresolved = createEgress({ allow: [], resolve }).request({ url: 'http://nowhere.example/' });
    await expect(unresolved).rejects.toMatchObject({ code: 'EGRESS_DNS', retryable: true });

    const closed = createTcpServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const free = (closed.address() as AddressInfo).port;
    closed.close();
    await once(closed, 'close');
    const refused = allowed().request({ url: `http://127.0.0.1:${free}/?token=geheim` });
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'EGRESS_CONNECTION', retryable: true });
    expect(String(error)).not.toContain('geheim');
  });
});
