import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { setControls } from '../contracts/controls.ts';
import { documentPdf, documentVerification, downloadContract } from '../contracts/document-file.ts';
import { draft } from '../contracts/draft-view.ts';
import { sendContract } from '../contracts/send.ts';
import {
  contextOfParticipant,
  type DrivenContract,
  draftContract,
  driveSigning,
  openSent,
  prepareToSign,
} from '../testing/drive-contract.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { pdfSignedByOthers } from '../testing/signed-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { finishIntent } from './advance.ts';
import { sign } from './sign.ts';
import { signingView } from './view.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

const size = { width: 150, height: 60 };

/** Three documents – one turned, one signed by others – with several places, texts and dates; sent and open. */
async function rich(): Promise<DrivenContract> {
  const contract = await draftContract(owner.ctx, {
    pdf: samplePdf({ pages: [{}, { rotate: 90 }, {}] }),
    more: [samplePdf({ pages: [{ rotate: 270 }] }), await pdfSignedByOthers(t.core.now())],
  });
  const { contractId } = contract;
  const [self = '', ming = ''] = contract.participants.map((each) => each.id);
  const [main = '', annex = '', signed = ''] = contract.documentIds;
  const { version } = await draft(owner.ctx, contract);
  const on = (documentId: string, page: number, x: number, y: number) => ({
    documentId,
    page,
    x,
    y,
    ...size,
    required: true,
  });
  const own = { participantId: self };
  const theirs = { participantId: ming };
  await setControls(owner.ctx, {
    contractId,
    version,
    controls: [
      { ...on(main, 0, 60, 60), ...own, kind: 'seal', width: 119, height: 119 },
      { ...on(main, 2, 60, 60), ...own, kind: 'seal', width: 119, height: 119 },
      { ...on(main, 2, 60, 240), ...own, kind: 'signature' },
      { ...on(main, 2, 60, 320), ...own, kind: 'date', height: 18 },
      { ...on(main, 0, 380, 60), ...theirs, kind: 'signature' },
      { ...on(main, 1, 600, 60), ...theirs, kind: 'signature' },
      { ...on(main, 2, 380, 60), ...theirs, kind: 'signature' },
      { ...on(main, 1, 40, 500), ...theirs, kind: 'text', label: '地址', fontSize: 10 },
      { ...on(main, 2, 380, 300), ...theirs, kind: 'text', required: false },
      { ...on(annex, 0, 600, 60), ...theirs, kind: 'signature' },
      { ...on(annex, 0, 600, 130), ...theirs, kind: 'date', height: 18 },
      { ...on(annex, 0, 60, 60), ...own, kind: 'signature' },
      { ...on(signed, 0, 60, 60), ...own, kind: 'seal', width: 119, height: 119 },
      { ...on(signed, 0, 380, 60), ...theirs, kind: 'signature' },
    ],
  });
  await sendContract(owner.ctx, contract);
  await openSent(owner.ctx, contract);
  return contract;
}

async function signAll(contract: DrivenContract): Promise<void> {
  const { contractId, documentIds } = contract;
  for (const participant of contract.participants) {
    const ctx = await contextOfParticipant(owner.ctx, participant);
    const { controls } = await signingView(ctx, contract);
    const texts = controls.filter((each) => each.mine && each.kind === 'text' && each.required);
    const values = Object.fromEntries(texts.map((each) => [each.id, '上海市黄浦区中山东一路 1 号\n3 楼']));
    const { intentId } = await sign(ctx, { ...(await prepareToSign(ctx, contractId)), values });
    const scope = { tenantId: owner.tenantId, contractId, participantId: participant.id, intentId };
    for (const documentId of documentIds) {
      await driveSigning(t.core, scope, documentId);
      const steps = (await signingView(ctx, contract)).steps.map((step) => step.state);
      const last = documentId === documentIds.at(-1);
      expect(steps).toEqual([
        'done',
        last ? 'done' : 'running',
        last ? 'done' : 'waiting',
        last ? 'running' : 'waiting',
      ]);
    }
    await finishIntent(t.core, scope);
  }
}

test('several documents with texts, dates and repeated places are signed by all, and every file holds', async () => {
  const contract = await rich();
  await signAll(contract);
  const detail = await contractDetail(owner.ctx, contract);
  expect(detail).toMatchObject({ state: 'completed', chainIntact: true });
  expect(detail.signatures).toHaveLength(6);
  const expected = [
    ['Certification', 'p1-seal', 'p2-signature'],
    ['Certification', 'p1-signature', 'p2-signature'],
    ['theirs', 'p1-seal', 'p2-signature'],
  ];
  for (const [index, documentId] of contract.documentIds.entries()) {
    const report = await documentVerification(owner.ctx, { ...contract, documentId });
    expect(report.verdict).toBe('valid');
    expect(report.signatures.map((each) => each.verdict)).toEqual(['valid', 'valid', 'valid']);
    expect(report.signatures.map((each) => each.field.replace(/-\d+$/, ''))).toEqual(expected[index]);
  }
  const { bytes } = await documentPdf(owner.ctx, contract);
  // The first seal is signed; the other one and the handwriting show under the same signature, as do the person's others.
  const repeated = Buffer.from(bytes)
    .toString('latin1')
    .match(/\(seal of |FEFF007300650061006C0020006F00660020/gi);
  expect(repeated).toHaveLength(4);
  const download = await downloadContract(owner.ctx, contract);
  expect(download).toMatchObject({ type: 'zip', name: 'contract.zip' });
  expect(Buffer.from(download.bytes).subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
});
