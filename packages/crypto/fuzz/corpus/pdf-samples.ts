import { PDFDocument } from 'pdf-lib';
import type { KeyAlgorithm } from '../../src/keys/key-algorithm.ts';
import { digestForKey } from '../../src/keys/sign-with-key.ts';
import { hasSm2 } from '../../src/keys/sm2-support.ts';
import { embedSignature } from '../../src/pdf/embed-signature.ts';
import { prepareDocument } from '../../src/pdf/prepare-document.ts';
import { buildSecurityStoreRevision } from '../../src/pdf/security-store-revision.ts';
import { signPdf } from '../../src/pdf/sign-pdf.ts';
import { chineseFont } from '../../src/pdf/testing/fonts.ts';
import { pdfFixture } from '../../src/pdf/testing/pdf-fixture.ts';
import { hasProgram, rewriteWithQpdf } from '../../src/pdf/testing/programs.ts';
import { buildTimestampRevision } from '../../src/pdf/timestamp-revision.ts';
import { planSecurityStore } from '../../src/verify/plan-security-store.ts';
import * as doc from '../../src/verify/testing/contract.ts';
import { appendRevision } from '../../src/verify/testing/pdf-maker.ts';
import {
  addDocumentTimestamp,
  certify,
  signAsBuyer,
  signAsSeller,
} from '../../src/verify/testing/signed-contract.ts';
import { tradeFixture } from '../../src/verify/testing/signing.ts';
import {
  type Authorities,
  identityOf,
  makeAuthorities,
  SIGNED_AT,
  tokenOf,
  tokenOver,
} from './authorities.ts';
import type { Sample } from './corpus.ts';

const CONTENTS_SIZE = 8000;

export async function pdfSamples(authorities: Authorities): Promise<Sample[]> {
  const plain = await plainFiles();
  return [
    ...Object.entries(plain).map(([name, bytes]) => ({ kind: 'pdf', name, bytes }) as const),
    ...(await signedFiles(authorities)),
  ];
}

type Files = Record<string, Uint8Array>;

async function plainFiles(): Promise<Files> {
  const pages = [{}, { attributes: '/Rotate 90' }];
  const table = pdfFixture({ pages });
  const written = await writtenByPdfLib();
  const files: Files = {
    table,
    stream: pdfFixture({ pages, form: 'stream' }),
    hybrid: pdfFixture({ pages, form: 'hybrid' }),
    form: doc.contract(),
    revisions: appendRevision(doc.fillAmount(doc.contract()), { 13: doc.contractObjects[13] ?? '' }),
    'pdf-lib': written,
  };
  if (!hasProgram('qpdf')) return files;
  return {
    ...files,
    linearised: rewriteWithQpdf(written, ['--linearize', '--object-streams=generate']),
    'linearised table': rewriteWithQpdf(table, ['--linearize', '--object-streams=disable']),
    encrypted: rewriteWithQpdf(table, ['--encrypt', '', 'owner', '256', '--']),
  };
}

/** With pages, fields of several kinds and object streams. */
async function writtenByPdfLib(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const page = document.addPage([400, 500]);
  page.drawText('Contract', { x: 50, y: 400 });
  const form = document.getForm();
  form.createTextField('group.text').addToPage(page, { x: 50, y: 300, width: 100, height: 20 });
  form.createCheckBox('group.check').addToPage(page, { x: 50, y: 250, width: 20, height: 20 });
  return document.save();
}

async function signedFiles(authorities: Authorities): Promise<Sample[]> {
  const files: Files = { ...(await handWritten()) };
  const algorithms: KeyAlgorithm[] = [
    'ec-p256',
    'rsa-2048',
    'ec-p384',
    ...(hasSm2() ? (['sm2'] as const) : []),
  ];
  const forms = ['table', 'stream', 'hybrid'] as const;
  for (const [index, algorithm] of algorithms.entries()) {
    const own = algorithm === 'ec-p256' ? authorities : await makeAuthorities(algorithm);
    for (const form of index === 0 ? forms : [forms[index % 3] ?? 'table']) {
      const levels = await signedAtLevels(pdfFixture({ form, pages: [{}, {}] }), own);
      for (const [level, pdf] of Object.entries(levels)) files[`${algorithm} ${form} ${level}`] = pdf;
    }
  }
  return Object.entries(files).map(([name, bytes]) => ({ kind: 'signed-pdf', name, bytes }));
}

/** Certified, filled, signed and stamped without our writer. */
async function handWritten(): Promise<Files> {
  const trade = await tradeFixture();
  const signed = signAsSeller(trade, doc.fillAmount(signAsBuyer(trade, doc.contract())));
  return {
    'two signers': signed,
    certified: certify(trade, doc.contract(), 2),
    'certified for remarks': certify(trade, doc.contract(), 3),
    stamped: addDocumentTimestamp(trade, signAsBuyer(trade, doc.contract())),
  };
}

/** As a contract is: prepared, certified, signed with a seal and a text, then kept for long. */
async function signedAtLevels(pdf: Uint8Array, authorities: Authorities): Promise<Files> {
  const { signer, root, crls, ocsps } = authorities;
  const rect = (page: number, y: number) => ({ page, x: 60, y, width: 90, height: 40 });
  const prepared = await prepareDocument({
    pdf,
    controls: [
      { name: 'seal', kind: 'seal', signer: 'A', rect: rect(0, 100) },
      { name: 'again', kind: 'repeated-seal', signer: 'A', rect: rect(1, 100) },
    ],
    fontFile: chineseFont,
  });
  const input = {
    signer: { name: 'Li' },
    signingTime: SIGNED_AT,
    contentsSize: CONTENTS_SIZE,
    identity: identityOf(signer),
    timestamp: async (value: Uint8Array) => tokenOver(authorities, value),
  };
  const { timestamp: _, ...unstamped } = input;
  const basic = await signPdf({ ...unstamped, pdf, field: { name: 'only', rect: rect(0, 300) } });
  const certified = await signPdf({ ...input, pdf: prepared, field: 'certification' });
  const path = { d: 'M0 0L10 10', stroke: '#ff0000' };
  const sealed = await signPdf({
    ...input,
    pdf: certified,
    field: 'seal',
    appearance: { type: 'paths', width: 10, height: 10, paths: [path] },
    repeatedSeals: ['again'],
  });
  const data = { certificates: [], crls, ocsps };
  const plans = planSecurityStore({ pdf: sealed, trust: [root.certificate], data, now: SIGNED_AT });
  const stored = buildSecurityStoreRevision({
    pdf: sealed,
    related: plans.map(({ related }) => related),
    time: SIGNED_AT,
  });
  return { 'B-B': basic, 'B-T': sealed, 'B-LT': stored, 'B-LTA': stampDocument(stored, authorities) };
}

export function stampDocument(pdf: Uint8Array, { tsa }: Authorities): Uint8Array {
  const digestAlgorithm = digestForKey(tsa.key.algorithm);
  const revision = buildTimestampRevision({ pdf, digestAlgorithm, contentsSize: CONTENTS_SIZE });
  return embedSignature({ ...revision, cms: tokenOf(tsa, revision.digest) });
}
