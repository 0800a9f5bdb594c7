import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../context.ts';
import { documentPdf } from '../contracts/document-file.ts';
import { driveSigning, sendAndOpen, signingScope } from '../testing/drive-contract.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { pdfSignedByOthers } from '../testing/signed-pdf.ts';
import { type TestCore, testCore } from '../testing/test-core.ts';
import { verifyUpload } from './verify-upload.ts';

let t: TestCore;
beforeAll(async () => {
  t = await testCore();
});
afterAll(() => t.close());

const verify = (bytes: Uint8Array) => verifyUpload(t.anonymous, { bytes });

test('of our own signers the revocation is known, and each signature says where it stands', async () => {
  const owner = await t.openTenant();
  const contract = await sendAndOpen(owner.ctx, { persons: [] });
  const [self] = contract.participants;
  if (!self) throw new Error('nobody signs');
  const scope = await signingScope(owner.ctx, contract, self);
  await driveSigning(t.core, scope, contract.documentId);
  const { bytes } = await documentPdf(owner.ctx, contract);
  const report = await verify(bytes);
  expect(report.verdict).toBe('valid');
  expect(report.signatures.map(({ trust, reasons }) => ({ trust, reasons }))).toEqual([
    { trust: 'trusted', reasons: [] },
    { trust: 'trusted', reasons: [] },
  ]);
  expect(report.signatures[1]?.places).toHaveLength(1);

  const changed = bytes.slice();
  changed[400] = (changed[400] ?? 0) ^ 1;
  expect((await verify(changed)).verdict).toBe('invalid');
});

test('a file signed by others is intact, its signer unknown', async () => {
  const report = await verify(await pdfSignedByOthers(t.clock.now()));
  expect(report.verdict).toBe('valid');
  expect(report.signatures).toMatchObject([
    { signer: 'Somebody Else', trust: 'unknown', reasons: ['NO_TRUST_ANCHOR'], places: [{ page: 0 }] },
  ]);
  expect(report.words.NO_TRUST_ANCHOR?.['zh-CN']).toContain('根证书');
});

test.each([
  ['an unsigned PDF', samplePdf(), 'unsigned', []],
  ['no PDF', new TextEncoder().encode('hello'), 'invalid', ['NOT_A_PDF']],
  ['a damaged PDF', samplePdf().subarray(0, 300), 'invalid', ['DAMAGED']],
  [
    'an encrypted PDF',
    samplePdf({ trailer: '/Encrypt << /Filter /Standard /V 1 >>' }),
    'invalid',
    ['ENCRYPTED'],
  ],
] as const)('%s gets an answer, not an error', async (_, bytes, verdict, reasons) => {
  expect(await verify(bytes)).toMatchObject({ verdict, reasons, signatures: [] });
});

test('an empty file and one that is too large are refused', async () => {
  await expect(verify(new Uint8Array())).rejects.toMatchObject({ code: 'FILE_EMPTY', field: 'file' });
  await expect(verify(new Uint8Array(50 * 1024 * 1024 + 1))).rejects.toMatchObject({
    code: 'FILE_TOO_LARGE',
    params: { maxMegabytes: 50 },
  });
});

test('a crowd of files is turned away with words, and an address has its share', async () => {
  const bytes = samplePdf();
  const crowd = await Promise.allSettled(Array.from({ length: 30 }, () => verify(bytes)));
  const refused = crowd.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
  expect(new Set(refused)).toEqual(new Set(['VERIFICATION_BUSY']));
  expect(refused.length).toBeGreaterThan(10);

  const from = contextOf(t.core, { kind: 'anonymous' }, { ip: `198.51.100.${randomUUID().length}` });
  const results: string[] = [];
  for (let file = 0; file < 62; file++) {
    results.push(
      await verifyUpload(from, { bytes }).then(
        ({ verdict }) => verdict,
        ({ code }) => code,
      ),
    );
  }
  expect(results.filter((result) => result === 'RATE_LIMITED')).toHaveLength(2);
});
