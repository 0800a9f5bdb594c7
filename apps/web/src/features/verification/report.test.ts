import { expect, test } from 'vitest';
import { changesOf, conclusionOf, type SignatureReport, type VerificationReport } from './report.ts';

const signature: SignatureReport = {
  field: 'p1.seal',
  signer: '北京示例科技有限公司',
  verdict: 'valid',
  level: 'B-T',
  signedAt: '2026-03-01T08:00:00Z',
  timestamp: null,
  coverage: 'whole-file',
  changesAfter: [],
  trust: 'trusted',
  reasons: [],
  places: [],
  details: {
    subFilter: null,
    byteRange: null,
    digestAlgorithm: null,
    digest: null,
    scheme: null,
    chain: [],
    tsaChain: [],
  },
};

const report = (verdict: VerificationReport['verdict'], ...signatures: SignatureReport[]) => ({
  verdict,
  signatures,
  reasons: [],
  warnings: [],
});

test('a file is good only when it is intact and every signer is vouched for', () => {
  expect(conclusionOf(report('valid', signature, signature))).toBe('good');
  for (const trust of ['unknown', 'untrusted'] as const) {
    expect(conclusionOf(report('valid', signature, { ...signature, trust }))).toBe('unconfirmed');
  }
});

test('trust never makes a broken file better', () => {
  for (const verdict of ['modified', 'invalid', 'unsigned'] as const) {
    expect(conclusionOf(report(verdict, signature))).toBe(verdict);
  }
});

test('changes are counted by kind, the gravest first; an unknown kind counts as grave', () => {
  const change = (kind: string) => ({ kind, description: '', revision: 3 });
  const changesAfter = ['form-fill', 'signature', 'form-fill', 'brand-new'].map(change);
  expect(changesOf({ ...signature, changesAfter })).toEqual([
    { kind: 'other', count: 1 },
    { kind: 'signature', count: 1 },
    { kind: 'form-fill', count: 2 },
  ]);
});
