import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../context.ts';
import { sha256, toHex } from '../digest.ts';
import { pdfOf, samplePdf } from '../testing/sample-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractDetail } from './contract-detail.ts';
import { documentPdf } from './document-file.ts';
import { createContract } from './draft.ts';
import { MAX_FILE_BYTES } from './intake.ts';

let t: TestCore;
let tenant: TestTenant;
beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant();
});
afterAll(() => t.close());

const text = (value: string) => new Uint8Array(Buffer.from(value, 'latin1'));
const zip = new Uint8Array(Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64'));
const local = text('PK\x03\x04 and so on, but no Word file');
const ole = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0]);
const encrypted = samplePdf({
  trailer: `/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <${'00'.repeat(32)}> /U <${'00'.repeat(32)}> >> /ID [<00><00>]`,
});
const xfa = samplePdf({ catalog: '/AcroForm << /Fields [] /XFA (<xdp:xdp/>) >>' });
const noPages = pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']);

const stored = async () => ({
  files: (await readdir(t.storageDirectory, { recursive: true })).length,
  contracts: await t.admin.contract.count(),
  documents: await t.admin.document.count(),
  events: await t.admin.event.count(),
});

test.each<[string, string, Uint8Array, string, number]>([
  ['an empty file', 'a.pdf', new Uint8Array(), 'FILE_EMPTY', 400],
  ['a file beyond the limit', 'a.pdf', new Uint8Array(MAX_FILE_BYTES + 1), 'FILE_TOO_LARGE', 413],
  ['an encrypted PDF', 'a.pdf', encrypted, 'PDF_ENCRYPTED', 422],
  ['a PDF cut off in the middle', 'a.pdf', samplePdf().subarray(0, 300), 'PDF_DAMAGED', 422],
  ['a PDF without pages', 'a.pdf', noPages, 'PDF_DAMAGED', 422],
  ['an XFA form', 'a.pdf', xfa, 'PDF_XFA', 422],
  ['a program', 'setup.exe', text('MZ\x90\x00'), 'FILE_TYPE_UNSUPPORTED', 415],
  ['a program named .pdf', 'invoice.pdf', text('MZ\x90\x00'), 'FILE_TYPE_MISMATCH', 415],
  ['a Word file named .pdf', 'a.pdf', local, 'FILE_TYPE_MISMATCH', 415],
  ['a PDF named .docx', 'a.docx', samplePdf(), 'FILE_TYPE_MISMATCH', 415],
  ['a ZIP of something else named .docx', 'a.docx', local, 'FILE_TYPE_MISMATCH', 415],
  ['an empty ZIP named .docx', 'a.docx', zip, 'FILE_TYPE_MISMATCH', 415],
  ['a compound file of something else named .docx', 'a.docx', ole, 'FILE_TYPE_MISMATCH', 415],
  ['a compound file of something else named .doc', 'a.doc', ole, 'FILE_TYPE_MISMATCH', 415],
  ['a .docx named .doc', 'a.doc', local, 'FILE_TYPE_MISMATCH', 415],
  ['a file without an ending', 'contract', samplePdf(), 'FILE_TYPE_UNSUPPORTED', 415],
  ['a picture', 'a.png', text('\x89PNG'), 'FILE_TYPE_UNSUPPORTED', 415],
])('%s is refused with a code of its own and nothing is stored', async (_what, name, bytes, code, status) => {
  const before = await stored();
  const attempt = createContract(tenant.ctx, { file: { name, bytes } });
  await expect(attempt).rejects.toMatchObject({ code, status, message: expect.stringMatching(/\w/) });
  expect(await stored()).toEqual(before);
});

test('a PDF is kept byte for byte, with its digest in the evidence', async () => {
  const bytes = samplePdf({ pages: [{}, { width: 842, height: 595 }, { rotate: 90 }] });
  const { contractId, documentId } = await createContract(tenant.ctx, {
    file: { name: '采购合同.PDF', bytes },
  });
  const detail = await contractDetail(tenant.ctx, { contractId });
  expect(detail).toMatchObject({ title: '采购合同', state: 'draft', chainIntact: true });
  expect(detail.documents[0]?.pages).toEqual([
    { width: 595, height: 842, rotation: 0 },
    { width: 842, height: 595, rotation: 0 },
    { width: 842, height: 595, rotation: 90 },
  ]);
  expect(detail.events.map((event) => event.type)).toEqual(['contract.created', 'document.added']);
  expect(detail.events[1]?.data).toMatchObject({ source: toHex(sha256(bytes)), size: bytes.length });
  const { bytes: back } = await documentPdf(tenant.ctx, { contractId, documentId });
  expect(Buffer.compare(back, bytes)).toBe(0);
});

test.each([
  ['../../etc/passwd.pdf', 'passwd'],
  ['C:\\Users\\x\\合同.pdf', '合同'],
  ['a\u0000b\u202egnp.pdf', 'abgnp'],
  ['.pdf', 'contract'],
  [`${'长'.repeat(119)}🙂🙂.pdf`, `${'长'.repeat(119)}🙂`],
])('the file name %j gives a title that can be stored', async (name, title) => {
  const { contractId } = await createContract(tenant.ctx, { file: { name, bytes: samplePdf() } });
  expect((await contractDetail(tenant.ctx, { contractId })).title).toBe(title);
});

test('a tampered blob is not handed out', async () => {
  const bytes = samplePdf({ text: 'Original' });
  const { contractId, documentId } = await createContract(tenant.ctx, { file: { name: 'a.pdf', bytes } });
  await t.admin.$executeRaw`alter table document_revision disable trigger document_revision_append_only`;
  const other = await createContract(tenant.ctx, {
    file: { name: 'b.pdf', bytes: samplePdf({ text: 'X' }) },
  });
  const { sha256: digest } = await t.admin.documentRevision.findFirstOrThrow({
    where: { documentId: other.documentId },
  });
  const path = (await readdir(t.storageDirectory, { recursive: true })).find((file) =>
    file.endsWith(toHex(digest)),
  );
  expect(path).toBeDefined();
  await t.admin.documentRevision.updateMany({ where: { documentId }, data: { sha256: new Uint8Array(32) } });
  await expect(documentPdf(tenant.ctx, { contractId, documentId })).rejects.toMatchObject({
    code: 'STORAGE_NOT_FOUND',
  });
});

test('who may not create contracts, and who is nobody, puts up nothing', async () => {
  const file = { name: 'a.pdf', bytes: samplePdf() };
  const reader = contextOf(t.core, { ...tenant.actor, permissions: new Set(['contract.view'] as const) });
  await expect(createContract(reader, { file })).rejects.toMatchObject({
    code: 'FORBIDDEN',
    params: { permission: 'contract.create' },
  });
  await expect(createContract(t.anonymous, { file })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
