import { expect } from 'vitest';
import type { VerificationReport } from '../report.ts';
import { verifyPdf } from '../verify-pdf.ts';
import { stream } from './pdf-maker.ts';
import { NOW } from './signing.ts';

/** What an attacker wants the page to show instead. */
export const evil = stream('BT /F1 14 Tf 60 740 Td (The buyer pays 999999 yuan.) Tj ET');

export function verify(pdf: Uint8Array): Promise<VerificationReport> {
  return verifyPdf({ pdf, trust: [], crls: [], now: NOW });
}

/** The first signature's bytes are intact, and what came after it is held against it. */
export async function expectModified(pdf: Uint8Array, reason = 'CONTENT_CHANGED'): Promise<void> {
  const report = await verify(pdf);
  expect(report.verdict).toBe('modified');
  expect(report.signatures[0]).toMatchObject({ verdict: 'modified', coverage: 'revision' });
  expect(report.signatures[0]?.reasons).toContain(reason);
}

export async function expectInvalid(pdf: Uint8Array, reason: string): Promise<void> {
  const report = await verify(pdf);
  expect(report.verdict).toBe('invalid');
  expect([...report.reasons, ...report.signatures.flatMap(({ reasons }) => reasons)]).toContain(reason);
}
