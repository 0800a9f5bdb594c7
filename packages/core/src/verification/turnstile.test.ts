import { expect, test } from 'vitest';
import { turnstile } from './turnstile.ts';

/** Work that ends when it is told to. */
function piece() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let started = false;
  return {
    run: () => {
      started = true;
      return promise;
    },
    started: () => started,
    resolve,
    reject,
  };
}

test('no more runs at a time than allowed; the others come in their turn; a full line is refused at once', async () => {
  const gate = turnstile({ atOnce: 2, waiting: 1 });
  const [a, b, c] = [piece(), piece(), piece()];
  const running = [a, b, c].map((each) => gate.pass(each.run));
  await expect(gate.pass(async () => 'too many')).rejects.toMatchObject({
    code: 'VERIFICATION_BUSY',
    status: 503,
    retryable: true,
  });
  expect([a, b, c].map((each) => each.started())).toEqual([true, true, false]);
  a.resolve('a');
  expect(await running[0]).toBe('a');
  await Promise.resolve();
  expect(c.started()).toBe(true);
  b.resolve('b');
  c.resolve('c');
  expect(await Promise.all(running)).toEqual(['a', 'b', 'c']);
});

test('work that fails makes room too', async () => {
  const gate = turnstile({ atOnce: 1, waiting: 0 });
  await expect(gate.pass(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(gate.pass(async () => 'next')).resolves.toBe('next');
});
