import { expect, test } from 'vitest';
import { readLimited, withLimitedBody } from './limited-body.ts';

function streamed(...chunks: number[]): Request {
  const body = new ReadableStream({
    start(controller) {
      for (const size of chunks) controller.enqueue(new Uint8Array(size).fill(7));
      controller.close();
    },
  });
  return new Request('http://localhost/', { method: 'POST', body, duplex: 'half' } as RequestInit);
}

test('joins the chunks of a body that fits', async () => {
  expect(await readLimited(streamed(3, 4), 7)).toEqual(new Uint8Array(7).fill(7));
});

test('a body without Content-Length is cut off at the limit', async () => {
  await expect(readLimited(streamed(5, 5, 5), 12)).rejects.toMatchObject({
    code: 'BODY_TOO_LARGE',
    status: 413,
  });
});

test('a Content-Length beyond the limit is refused before reading', async () => {
  const request = new Request('http://localhost/', {
    method: 'POST',
    body: 'x',
    headers: { 'content-length': '1000' },
  });
  await expect(readLimited(request, 999)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
});

test('the limited request keeps method, headers and body', async () => {
  const request = new Request('http://localhost/x', {
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  });
  const limited = await withLimitedBody(request, 100);
  expect([limited.method, limited.headers.get('content-type')]).toEqual(['POST', 'application/json']);
  expect(await limited.json()).toEqual({ a: 1 });
});
