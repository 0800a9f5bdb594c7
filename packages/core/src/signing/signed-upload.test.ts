import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { documentVerification, downloadContract } from '../contracts/document-file.ts';
import { createContract } from '../contracts/draft.ts';
import { driveSigning, sendAndOpen, signingScope } from '../testing/drive-contract.ts';
import { pdfSignedByOthers } from '../testing/signed-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { finishIntent } from './advance.ts';

let t: TestCore;
let owner: TestTenant;
let theirs: Uint8Array;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
  theirs = await pdfSignedByOthers(t.core.now());
});
afterAll(() => t.close());

test('a file that others have signed is not certified, takes no dates, and their signature holds beside ours', async () => {
  const contract = await sendAndOpen(owner.ctx, { pdf: theirs });
  const detail = await contractDetail(owner.ctx, contract);
  expect(detail.state).toBe('in_progress');
  expect(detail.controls.map((control) => control.kind).sort()).toEqual(['seal', 'signature']);
  expect(detail.events.map((event) => event.type)).not.toContain('document.certified');
  for (const participant of contract.participants) {
    const scope = await signingScope(owner.ctx, contract, participant);
    await driveSigning(t.core, scope, contract.documentId);
    await finishIntent(t.core, scope);
  }
  const { bytes } = await downloadContract(owner.ctx, contract);
  expect(Buffer.compare(bytes.subarray(0, theirs.length), theirs)).toBe(0);
  const report = await documentVerification(owner.ctx, contract);
  expect(report.verdict).toBe('valid');
  expect(report.signatures.map((each) => [each.field, each.verdict, each.trust === 'trusted'])).toEqual([
    ['theirs', 'valid', false],
    ['p1-seal', 'valid', true],
    ['p2-signature', 'valid', true],
  ]);
});

test('a signed file whose content was changed afterwards is refused at the door', async () => {
  const changed = theirs.slice();
  const at = Buffer.from(changed).indexOf('(Contract 1)');
  changed[at + 1] = 'X'.charCodeAt(0);
  const attempt = createContract(owner.ctx, { file: { name: 'a.pdf', bytes: changed } });
  await expect(attempt).rejects.toMatchObject({ code: 'PDF_UNSUPPORTED', field: 'file' });
  expect(await t.admin.contract.count({ where: { state: 'draft' } })).toBe(0);
});
