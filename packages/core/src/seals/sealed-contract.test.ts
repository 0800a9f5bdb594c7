import { verifyPdf } from '@chopmark/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentPdf } from '../contracts/document-file.ts';
import { rootCertificate } from '../platform/authority.ts';
import { sign } from '../signing/sign.ts';
import { signingView } from '../signing/view.ts';
import { type DrivenContract, driveSigning, prepareToSign, sendAndOpen } from '../testing/drive-contract.ts';
import { sealPhoto } from '../testing/seal-photo.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { createPictureSeal, updatePictureSeal } from './image-seals.ts';
import { createSeal } from './manage-seals.ts';
import { defaultRoundSeal } from './round-seal-spec.ts';
import { listSeals } from './seals.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

/** The contract's PDF once its owner has signed with this seal. */
async function sealedWith(sealId: string): Promise<{ contract: DrivenContract; pdf: Uint8Array }> {
  const contract = await sendAndOpen(owner.ctx);
  const ready = { ...(await prepareToSign(owner.ctx, contract.contractId)), sealId };
  const { intentId } = await sign(owner.ctx, ready);
  const [self] = contract.participants;
  if (!self) throw new Error('the owner is no party');
  const scope = {
    tenantId: owner.tenantId,
    contractId: contract.contractId,
    participantId: self.id,
    intentId,
  };
  await driveSigning(t.core, scope, contract.documentId);
  await t.admin.signingIntent.update({ where: { id: intentId }, data: { state: 'done' } });
  return { contract, pdf: (await documentPdf(owner.ctx, contract)).bytes };
}

const verify = async (pdf: Uint8Array) =>
  verifyPdf({ pdf, trust: [await rootCertificate(t.core)], crls: [], now: t.core.now() });

/** The matrices with which seals are put into their places, in the order of the file. */
const placements = (pdf: Uint8Array) =>
  [
    ...Buffer.from(pdf)
      .toString('latin1')
      .matchAll(/q ([\d. -]+) cm \/Ink gs \/Seal Do Q/g),
  ].map((match) => (match[1] ?? '').split(' ').map(Number));

const POINTS_PER_MM = 72 / 25.4;

test('an uploaded seal is in the signed document, as a picture with alpha, and the document verifies', async () => {
  const file = new Uint8Array(await (await sealPhoto({ noise: 5, print: true })).jpeg().toBuffer());
  const { sealId } = await createPictureSeal(owner.ctx, {
    name: '扫描的合同章',
    widthMm: 40,
    file,
    inkColour: null,
  });
  const { contract, pdf } = await sealedWith(sealId);
  expect((await verify(pdf)).verdict).toBe('valid');
  const text = Buffer.from(pdf).toString('latin1');
  expect(text).toMatch(/\/Subtype\s*\/Image/);
  expect(text).toMatch(/\/SMask/);
  // True to size: 40 mm wide in its place of 42 mm.
  const [width = 0] = placements(pdf).at(-1) ?? [];
  expect(width).toBeCloseTo(40 * POINTS_PER_MM, 1);
  const seal = (await listSeals(owner.ctx)).find((each) => each.id === sealId);
  expect(seal).toMatchObject({ uses: 1 });
  expect(seal?.lastUsedAt).not.toBeNull();
  const view = await signingView(owner.ctx, contract);
  expect(view.seals.find((each) => each.id === sealId)?.drawing.type).toBe('png');
});

test('a designed seal has its own diameter in the document, and no more than its place', async () => {
  const spec = { ...defaultRoundSeal, enterpriseName: '上海远见设计有限公司', sealId: '' };
  for (const [diameterMm, drawn] of [
    [38, 38],
    [58, 42],
  ] as const) {
    const { sealId } = await createSeal(owner.ctx, {
      name: `章 ${diameterMm}`,
      spec: { ...spec, diameterMm },
    });
    const { pdf } = await sealedWith(sealId);
    const [scale = 0] = placements(pdf).at(-1) ?? [];
    expect(scale * diameterMm * 100).toBeCloseTo(drawn * POINTS_PER_MM, 0);
    expect((await verify(pdf)).verdict).toBe('valid');
  }
});

test('a seal that was changed after signing stays in the document as it was', async () => {
  const file = new Uint8Array(await (await sealPhoto()).jpeg().toBuffer());
  const made = { name: '会改的章', widthMm: 42, file, inkColour: null };
  const { sealId } = await createPictureSeal(owner.ctx, made);
  const { contract, pdf } = await sealedWith(sealId);
  await updatePictureSeal(owner.ctx, { sealId, version: 1, name: '会改的章', widthMm: 30 });
  const { bytes } = await documentPdf(owner.ctx, contract);
  expect(Buffer.from(bytes).equals(pdf)).toBe(true);
  const intent = await t.admin.signingIntent.findFirstOrThrow({ where: { sealId } });
  expect(intent.sealVersion).toBe(1);
});
