import { expect, test } from 'vitest';
import { jsonRequest } from './json-request.ts';

function post(body: string | undefined, contentType?: string): Request {
  return new Request('http://localhost/x', {
    method: 'POST',
    ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
    headers: contentType ? { 'content-type': contentType } : {},
  });
}

test('passes JSON on as it came', async () => {
  const request = await jsonRequest(post('{"a":1}', 'application/json; charset=utf-8'), 100);
  expect(await request.json()).toEqual({ a: 1 });
});

test('an act whose input stands in its path needs no body and no content type', async () => {
  const request = await jsonRequest(post(undefined), 100);
  expect([request.headers.get('content-type'), await request.json()]).toEqual(['application/json', {}]);
});

test('what is no JSON object is refused before a procedure sees it', async () => {
  await expect(jsonRequest(post('a=1', 'application/x-www-form-urlencoded'), 100)).rejects.toMatchObject({
    code: 'MEDIA_TYPE_UNSUPPORTED',
  });
  for (const body of ['{bad', '7', 'null', '[1]']) {
    await expect(jsonRequest(post(body, 'application/json'), 100)).rejects.toMatchObject({
      code: 'BODY_INVALID',
    });
  }
});

test('a body beyond the limit is refused', async () => {
  await expect(jsonRequest(post(`"${'x'.repeat(200)}"`, 'application/json'), 100)).rejects.toMatchObject({
    code: 'BODY_TOO_LARGE',
  });
});
