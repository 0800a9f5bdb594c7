import { expect, test } from 'vitest';
import { addressLimit } from './address-limit.ts';

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);

test('each address has its own share, which comes back with time', () => {
  const limit = addressLimit({ times: 2, minutes: 10 });
  limit.count('203.0.113.1', at(0));
  limit.count('203.0.113.1', at(60));
  expect(() => limit.count('203.0.113.1', at(90))).toThrow(
    expect.objectContaining({ code: 'RATE_LIMITED', status: 429, params: { minutes: 9 } }),
  );
  expect(() => limit.count('203.0.113.2', at(90))).not.toThrow();
  expect(() => limit.count('203.0.113.1', at(600))).not.toThrow();
});

test('without an address nobody is held to anybody else’s share', () => {
  const limit = addressLimit({ times: 1, minutes: 10 });
  for (let request = 0; request < 5; request++) {
    expect(() => limit.count(undefined, at(0))).not.toThrow();
  }
});
