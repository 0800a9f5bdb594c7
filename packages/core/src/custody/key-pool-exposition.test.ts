import { expect, test } from 'vitest';
import type { PoolMetrics } from './key-pool.ts';
import { keyPoolExposition } from './key-pool-exposition.ts';

const rsa: PoolMetrics = {
  algorithm: 'rsa-2048',
  low: 8,
  high: 24,
  size: 17,
  reserved: 4,
  taken: 5,
  missed: 2,
  generated: 24,
  outdated: 1,
  takeSeconds: { sum: 0.25, max: 0.1 },
  refills: { count: 3, seconds: 4.5 },
};

/** A reader of the text format that knows nothing of ours. */
function read(text: string) {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.trimEnd().split('\n')) {
    const type = /^# TYPE ([a-z_]+) (gauge|counter|summary)$/.exec(line);
    if (type?.[1] && type[2]) types.set(type[1], type[2]);
    if (line.startsWith('#')) continue;
    const sample = /^([a-z_]+)\{algorithm="([a-z0-9-]+)"\} ([0-9.e+-]+)$/.exec(line);
    expect(sample, line).not.toBeNull();
    samples.set(`${sample?.[1]}/${sample?.[2]}`, Number(sample?.[3]));
  }
  return { samples, types };
}

test('tells stock, marks, hits, misses and the time of refills of each algorithm', () => {
  const { samples } = read(keyPoolExposition([rsa, { ...rsa, algorithm: 'rsa-3072', size: 0 }]));
  const value = (name: string, algorithm = 'rsa-2048') =>
    samples.get(`chopmark_key_pool_${name}/${algorithm}`);
  expect([value('keys'), value('keys', 'rsa-3072')]).toEqual([17, 0]);
  expect(value('reserved')).toBe(4);
  expect([value('low_mark'), value('high_mark')]).toEqual([8, 24]);
  expect([value('taken_total'), value('missed_total')]).toEqual([5, 2]);
  expect([value('generated_total'), value('outdated_total')]).toEqual([24, 1]);
  expect([value('take_seconds_sum'), value('take_seconds_count')]).toEqual([0.25, 7]);
  expect([value('refill_seconds_sum'), value('refill_seconds_count')]).toEqual([4.5, 3]);
});

test('names the type of each once, before its samples', () => {
  const text = keyPoolExposition([rsa]);
  const { types } = read(text);
  expect(Object.fromEntries(types)).toMatchObject({
    chopmark_key_pool_keys: 'gauge',
    chopmark_key_pool_taken_total: 'counter',
    chopmark_key_pool_take_seconds: 'summary',
  });
  for (const name of types.keys()) {
    expect(text.split(`# TYPE ${name} `)).toHaveLength(2);
    expect(text.indexOf(`# TYPE ${name} `)).toBeLessThan(text.search(new RegExp(`^${name}`, 'm')));
  }
});

test('a pool that keeps no algorithm has no samples', () => {
  expect(read(keyPoolExposition([])).samples.size).toBe(0);
});
