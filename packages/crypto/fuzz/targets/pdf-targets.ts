import { PDFArray, PDFName, PDFRawStream } from 'pdf-lib';
import { CryptoError } from '../../src/errors.ts';
import { inspectPdf } from '../../src/pdf/inspect-pdf.ts';
import { readPages } from '../../src/pdf/page-tree.ts';
import { PdfFile } from '../../src/pdf/pdf-file.ts';
import { certificatesIn } from '../../src/verify/certificates-in.ts';
import type { SignatureReport } from '../../src/verify/report.ts';
import { verifyPdf } from '../../src/verify/verify-pdf.ts';
import { SIGNED_AT } from '../corpus/authorities.ts';
import { type Corpus, coveredDigest } from '../corpus/corpus.ts';
import { mutatePdf, mutateSignedPdf } from '../mutate/pdf.ts';
import { must, type TargetMaker } from './target.ts';

const NOW = new Date(SIGNED_AT.getTime() + 86_400_000);

export function verifyAll(pdf: Uint8Array, { authorities }: Pick<Corpus, 'authorities'>) {
  return verifyPdf({ pdf, trust: [authorities.root.certificate], crls: authorities.crls, now: NOW });
}

export const verify: TargetMaker = (corpus) => {
  const signed = new Set(corpus.signed);
  return {
    kinds: ['signed-pdf', 'pdf'],
    mutate: mutateSignedPdf,
    async run(input) {
      const report = await verifyAll(input, corpus);
      const [fault] = report.reasons.includes('UNREADABLE') ? report.warnings : [];
      must(fault === undefined, `the verifier fails: ${fault?.message}`);
      certificatesIn(input);
      const intact = report.signatures.filter((signature) => signature.verdict !== 'invalid');
      for (const signature of intact) checkCovered(input, signature, signed);
      if (report.verdict === 'valid') checkPages(input, intact);
      const kinds = new Set(
        report.signatures.flatMap(({ changesAfter }) => changesAfter.map(({ kind }) => kind)),
      );
      const words = report.signatures.map(
        ({ verdict, level, reasons }) => `${verdict} ${level} ${reasons.join()}`,
      );
      return [report.verdict, ...report.reasons, ...kinds, ...new Set(words)].join(' | ');
    },
  };
};

/** Intact is only what one of the samples' signers signed, byte for byte, and around nothing but the signature's own digits. */
function checkCovered(pdf: Uint8Array, { details, coverage }: SignatureReport, signed: Set<string>): void {
  const range = details.byteRange;
  must(range !== null && coverage !== 'partial', 'an intact signature names what it covers');
  if (range === null) return;
  must(signed.has(coveredDigest(pdf, range)), 'what is intact was signed so');
  const [, before, after] = range;
  const gap = Buffer.from(pdf.subarray(before, after)).toString('latin1');
  must(/^<[0-9A-Fa-f]*>$/.test(gap), 'only the digits of the signature value are left out');
}

/** In a valid file, another reader sees the same pages as in what was signed: nothing permits their content to change. */
function checkPages(pdf: Uint8Array, intact: SignatureReport[]): void {
  for (const { details } of intact) {
    if (details.byteRange === null) continue;
    const end = details.byteRange[2] + details.byteRange[3];
    if (end === pdf.length) continue;
    const before = contentsOf(pdf.subarray(0, end));
    const after = contentsOf(pdf);
    if (before === undefined || after === undefined) continue;
    must(before === after, 'another reader sees other pages than were signed');
  }
}

/** Boxes and content streams of all pages, by the writer's reader; undefined for what it refuses. */
function contentsOf(pdf: Uint8Array): string | undefined {
  try {
    const file = PdfFile.open(pdf);
    const pages = readPages(file, 1000).map((page) => {
      const contents = file.lookup(page.dict, 'Contents');
      const parts = contents instanceof PDFArray ? contents.asArray() : [contents];
      const streams = parts.map((part) => {
        const stream = file.resolve(part);
        const raw = stream instanceof PDFRawStream ? Buffer.from(stream.contents).toString('latin1') : '';
        return raw + String(stream instanceof PDFRawStream ? stream.dict.get(PDFName.of('Filter')) : '');
      });
      return JSON.stringify([page.visible, page.rotation, streams]);
    });
    return pages.join('\n');
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}

export const inspect: TargetMaker = () => ({
  kinds: ['pdf', 'signed-pdf'],
  mutate: mutatePdf,
  async run(input) {
    const { pages, signed, version } = await inspectPdf(input);
    must(pages.length > 0, 'an accepted file has pages');
    for (const { width, height } of pages) {
      must(width > 0 && height > 0 && Number.isFinite(width * height), 'every page has a size');
    }
    return `${Math.min(pages.length, 3)} ${signed} ${version} ${pages[0]?.rotation}`;
  },
});
