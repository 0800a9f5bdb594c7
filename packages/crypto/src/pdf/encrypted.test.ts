// Written on, an encrypted file would be corrupt; so it is refused up front, wherever it says that it is encrypted.
import { describe, expect, test } from 'vitest';
import { planSecurityStore } from '../verify/plan-security-store.ts';
import { verify } from '../verify/testing/attacks.ts';
import { appendRevision } from '../verify/testing/pdf-maker.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { prepareDocument } from './prepare-document.ts';
import { buildSecurityStoreRevision } from './security-store-revision.ts';
import { buildSignatureRevision } from './signature-revision.ts';
import { pdfFixture } from './testing/pdf-fixture.ts';
import { hasProgram, rewriteWithQpdf } from './testing/programs.ts';
import { buildTimestampRevision } from './timestamp-revision.ts';

const ENCRYPT = '/Encrypt << /Filter /Standard /V 2 /R 3 /P -4 >>';

const files: [string, () => Uint8Array][] = [
  ['a table', () => pdfFixture({ trailer: ENCRYPT })],
  ['a cross-reference stream', () => pdfFixture({ trailer: ENCRYPT, form: 'stream' })],
  ['a hybrid file', () => pdfFixture({ trailer: ENCRYPT, form: 'hybrid' })],
  ['an update', () => appendRevision(pdfFixture(), { 90: '(x)' }, { trailer: ENCRYPT })],
  ['an earlier revision only', () => appendRevision(pdfFixture({ trailer: ENCRYPT }), { 90: '(x)' })],
];
if (hasProgram('qpdf')) {
  const by = (...args: string[]) => [...args, '--'];
  files.push(
    [
      'qpdf with AES-256 and no password to open it',
      () => rewriteWithQpdf(pdfFixture(), by('--encrypt', '', 'o', '256')),
    ],
    [
      'qpdf with AES-128',
      () => rewriteWithQpdf(pdfFixture(), by('--encrypt', 'u', 'o', '128', '--use-aes=y')),
    ],
    [
      'qpdf with RC4 and object streams',
      () =>
        rewriteWithQpdf(pdfFixture(), [
          '--allow-weak-crypto',
          '--object-streams=generate',
          ...by('--encrypt', 'u', 'o', '128', '--use-aes=n'),
        ]),
    ],
  );
}

const time = new Date('2026-06-01T00:00:00Z');
const related = [{ key: 'A'.repeat(40), certificates: [new Uint8Array(9)], crls: [], ocsps: [] }];
const signing = { signer: { name: 'Li' }, signingTime: time };
const place = { name: 'a', rect: { page: 0, x: 0, y: 0, width: 9, height: 9 } };

describe.each(files)('encrypted in %s', (_, make) => {
  test.each<[string, (pdf: Uint8Array) => unknown]>([
    ['inspectPdf', (pdf) => inspectPdf(pdf)],
    ['prepareDocument', (pdf) => prepareDocument({ pdf, controls: [], fontFile: new Uint8Array() })],
    ['a new field', (pdf) => buildSignatureRevision({ ...signing, pdf, field: place })],
    ['a prepared field', (pdf) => buildSignatureRevision({ ...signing, pdf, field: 'a' })],
    ['a certification', (pdf) => buildSignatureRevision({ ...signing, pdf, field: 'certification' })],
    ['a document timestamp', (pdf) => buildTimestampRevision({ pdf })],
    ['a security store', (pdf) => buildSecurityStoreRevision({ pdf, related, time })],
    [
      'planSecurityStore',
      (pdf) =>
        planSecurityStore({ pdf, trust: [], data: { certificates: [], crls: [], ocsps: [] }, now: time }),
    ],
  ])('%s refuses it', async (_, run) => {
    await expect((async () => run(make()))()).rejects.toMatchObject({ code: 'PDF_ENCRYPTED' });
  });

  test('verification says so', async () => {
    expect(await verify(make())).toMatchObject({
      verdict: 'invalid',
      reasons: ['ENCRYPTED'],
      signatures: [],
    });
  });
});
