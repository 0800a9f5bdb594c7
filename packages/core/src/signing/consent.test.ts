import { expect, test } from 'vitest';
import { toHex } from '../digest.ts';
import { type Consent, consentDigest } from './consent.ts';

const consent: Consent = {
  participantId: 'p1',
  values: { 'd1/p1-date': '2026年1月1日', 'd1/p1-text': '甲方' },
  seal: { id: 's1', version: 1 },
  appearance: { seal: { type: 'paths', width: 1 }, signature: null },
};
const digest = (change: Partial<Consent>) => toHex(consentDigest({ ...consent, ...change }));

test('depends on nothing but the content: neither the order of keys nor the way through JSON matters', () => {
  const values = { 'd1/p1-text': '甲方', 'd1/p1-date': '2026年1月1日' };
  expect(digest({ values })).toBe(digest({}));
  expect(toHex(consentDigest(JSON.parse(JSON.stringify(consent))))).toBe(digest({}));
});

test.each<[string, Partial<Consent>]>([
  ['another participant', { participantId: 'p2' }],
  ['another value', { values: { ...consent.values, 'd1/p1-text': '乙方' } }],
  ['a value more', { values: { ...consent.values, extra: '' } }],
  ['another seal', { seal: { id: 's2', version: 1 } }],
  ['another version of the seal', { seal: { id: 's1', version: 2 } }],
  ['no seal', { seal: null }],
  ['another drawing', { appearance: { seal: { type: 'paths', width: 2 }, signature: null } }],
  ['the drawing in another role', { appearance: { seal: null, signature: { type: 'paths', width: 1 } } }],
])('%s is another consent', (_what, change) => {
  expect(digest(change)).not.toBe(digest({}));
});
