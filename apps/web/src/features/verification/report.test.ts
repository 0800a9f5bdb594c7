import { expect, test } from 'vitest';
import {
  changesOf,
  conclusionOf,
  furtherReasons,
  reportFile,
  type SignatureReport,
  trustStoryOf,
  type VerificationReport,
} from './report.ts';

const signature: SignatureReport = {
  field: 'p1.seal',
  signer: '北京示例科技有限公司',
  verdict: 'valid',
  indication: 'TOTAL-PASSED',
  subIndication: null,
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
    revocation: [],
    tsaRevocation: [],
  },
};

const report = (verdict: VerificationReport['verdict'], ...signatures: SignatureReport[]) => ({
  verdict,
  indication: null,
  subIndication: null,
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

test.each([
  ['NOT_A_PDF', 'notPdf'],
  ['ENCRYPTED', 'encrypted'],
  ['TOO_COMPLEX', 'tooLarge'],
  ['DAMAGED', 'damaged'],
  ['SOMETHING_NEW', 'invalid'],
] as const)('a file that cannot be looked into (%s) is not called forged', (code, conclusion) => {
  expect(conclusionOf({ ...report('invalid'), reasons: [code] })).toBe(conclusion);
  // With a signature in it that fails, it is.
  expect(conclusionOf({ ...report('invalid', signature), reasons: [code] })).toBe('invalid');
});

test('who vouches for a signer is told as a story, and not told twice', () => {
  const unknown: SignatureReport = {
    ...signature,
    trust: 'unknown',
    reasons: ['NO_TRUST_ANCHOR', 'TIMESTAMP_NO_TRUST_ANCHOR', 'WEAK_DIGEST'],
  };
  expect(trustStoryOf(signature)).toBe('ours');
  expect(trustStoryOf({ ...signature, reasons: ['REVOCATION_UNKNOWN'] })).toBe('oursUnchecked');
  expect(trustStoryOf(unknown)).toBe('foreign');
  expect(trustStoryOf({ ...unknown, reasons: [] })).toBe('unknown');
  expect(trustStoryOf({ ...unknown, trust: 'untrusted' })).toBe('untrusted');
  expect(furtherReasons(unknown)).toEqual(['WEAK_DIGEST']);
});

test('the report to keep says which file it is about', () => {
  const file = {
    name: '合同.PDF',
    size: 3,
    sha256: 'ab',
    bytes: new Uint8Array(3),
    at: '2026-03-01T08:00:00.000Z',
    report: { ...report('valid', signature), explanation: { 'zh-CN': [], en: [] }, words: {} },
  };
  const { name, json } = reportFile(file);
  expect(name).toBe('合同.verification.json');
  expect(JSON.parse(json)).toMatchObject({
    file: { name: '合同.PDF', size: 3, sha256: 'ab' },
    verifiedAt: file.at,
    report: { verdict: 'valid' },
  });
  expect(json).not.toContain('bytes');
});
