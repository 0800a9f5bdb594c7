import { createServer, request } from 'node:http';
import { expect, test } from 'vitest';
import { parseCookies } from './cookies.ts';
import { notePeerAddresses, PEER_HEADER } from './peer-address.ts';
import { clientAddress } from './request-facts.ts';

const behind = (hops: number, forwardedFor: string) =>
  clientAddress(new Headers({ 'x-forwarded-for': forwardedFor }), hops);

test('without a proxy what the client says of itself is not believed', () => {
  expect(behind(0, '203.0.113.9')).toBeUndefined();
  const headers = new Headers({ 'x-forwarded-for': '203.0.113.9', [PEER_HEADER]: '::ffff:198.51.100.7' });
  expect(clientAddress(headers, 0)).toBe('198.51.100.7');
});

test('entries that a client invents in front of trusted proxies are not believed', () => {
  expect(behind(1, '1.2.3.4, 203.0.113.9')).toBe('203.0.113.9');
  expect(behind(2, '1.2.3.4, 203.0.113.9, 10.0.0.2')).toBe('203.0.113.9');
});

test('fewer entries than proxies, and what is no address, count as unknown', () => {
  expect(behind(2, '203.0.113.9')).toBeUndefined();
  expect(behind(1, '<script>')).toBeUndefined();
  expect(clientAddress(new Headers(), 1)).toBeUndefined();
});

test('the server notes where a connection comes from, whatever the client sends under that name', async () => {
  notePeerAddresses();
  const server = createServer((incoming, response) => response.end(String(incoming.headers[PEER_HEADER])));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  try {
    const seen = await new Promise<string>((resolve, reject) => {
      const headers = { [PEER_HEADER]: '203.0.113.9', 'X-Forwarded-For': '203.0.113.9' };
      const call = request({ port: address.port, host: '127.0.0.1', headers }, (response) => {
        response.setEncoding('utf8').once('data', resolve);
      });
      call.once('error', reject).end();
    });
    expect(seen).toBe('127.0.0.1');
  } finally {
    server.close();
  }
});

test('of two cookies with one name the first counts, and values are decoded', () => {
  const cookies = parseCookies('a=1; locale=zh%2DCN; a=2; broken; b=%E0%A4%A');
  expect(Object.fromEntries(cookies)).toEqual({ a: '1', locale: 'zh-CN', b: '%E0%A4%A' });
});
