import { readFile, writeFile } from 'node:fs/promises';
import { PDFDocument, PDFName, PDFRef, PDFString, rgb } from 'pdf-lib';
import { type EmbeddedSignature, embeddedSignatures } from './chopmark/embedded-signatures.ts';
import { levelsOf } from './chopmark/levels.ts';
import { readAsn1, signatureValue, timestampToken } from './outside/asn1.ts';
import { crossReference, pageContents } from './outside/qpdf.ts';
import { mustRun } from './outside/run.ts';
import { readSecurityStore } from './outside/security-store.ts';

/** A signed file, in memory and on the disk; `work` is a folder for what is made on the way. */
export type Signed = { pdf: Buffer; path: string; work: string };
export type Tampering = (signed: Signed) => Promise<Uint8Array>;

/** One bit of the first page's content. */
export const pageContent: Tampering = async ({ pdf, path }) => {
  const [contents = []] = await pageContents(path);
  const { offsets } = await crossReference(path);
  const streams = contents.map((number) => {
    const start = pdf.indexOf('stream', offsets.get(number) ?? pdf.length) + 'stream\r\n'.length;
    return { start, end: pdf.indexOf('endstream', start) };
  });
  const [longest] = streams.toSorted((a, b) => b.end - b.start - (a.end - a.start));
  if (!longest || longest.end <= longest.start) throw new Error('the first page has no content');
  return flipBit(pdf, Math.floor((longest.start + longest.end) / 2));
};

/** One digit of the signature value in /Contents. */
export function signatureContents(which: number): Tampering {
  return async (signed) => {
    const { signature, elements } = await parsedSignature(signed, which);
    return otherHexDigit(signed.pdf, signature.hexStart + 2 * (signatureValue(elements).start + 10));
  };
}

/** One of the zeros behind the last signature's CMS. */
export const padding: Tampering = async ({ pdf }) => {
  const last = embeddedSignatures(pdf).at(-1);
  if (!last) throw new Error('there is no signature');
  return otherHexDigit(pdf, last.hexStart + 2 * last.cms.length + 100);
};

/** The timestamp's second is another one. */
export function timestampTime(which: number): Tampering {
  return async (signed) => {
    const { signature, elements } = await parsedSignature(signed, which);
    const { start, end } = timestampToken(elements);
    const token = Buffer.from(signature.cms.subarray(start, end)).toString('latin1');
    // TSTInfo's genTime (RFC 3161 §2.4.2) comes first, and the certificates' years have two digits.
    const time = token.search(/\d{14}(?:\.\d+)?Z/);
    if (time < 0) throw new Error('no time in the timestamp token');
    const lastDigit = start + time + 13;
    return otherHexDigit(signed.pdf, signature.hexStart + 2 * lastDigit + 1);
  };
}

/** The first revision with a signature: an entry of its cross-reference. */
export const coveredCrossReference: Tampering = async ({ pdf }) => {
  const [certification] = embeddedSignatures(pdf);
  const end = certification ? certification.byteRange[2] + certification.byteRange[3] : 0;
  const [, startXref] = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(pdf.toString('latin1', 0, end)) ?? [];
  const start = Number(startXref);
  const entry = /(\d{10}) \d{5} n/.exec(pdf.toString('latin1', start, end));
  if (pdf.toString('latin1', start, start + 4) === 'xref' && entry)
    return flipBit(pdf, start + entry.index + 9);
  const data = pdf.indexOf('stream', start) + 'stream\r\n'.length;
  return flipBit(pdf, data + 4);
};

/** One bit in the middle of a security store's list, response or certificate, where it begins with the same bytes in the file. */
export function storedItem(kind: 'certificates' | 'crls' | 'ocsps'): Tampering {
  return async ({ pdf, path }) => {
    const [item] = (await readSecurityStore(path))?.[kind] ?? [];
    if (!item) throw new Error(`the store has no ${kind}`);
    const { offsets } = await crossReference(path);
    const start = pdf.indexOf('stream', offsets.get(item.object) ?? pdf.length) + 'stream\r\n'.length;
    const end = pdf.indexOf('endstream', start);
    if (end <= start) throw new Error('the item is not where it should be');
    return flipBit(pdf, Math.floor((start + end) / 2));
  };
}

/** The catalogue names the store by another word, in as many bytes. */
export const storeUnnamed: Tampering = async ({ pdf }) => {
  const at = pdf.lastIndexOf('/DSS ');
  if (at < 0) throw new Error('the catalogue names no store');
  const changed = Buffer.from(pdf);
  changed.write('/DSX', at, 'latin1');
  return changed;
};

/** A revision whose catalogue has no store any more. */
export const storeRemoved: Tampering = ({ pdf }) =>
  appendRevision(pdf, (document) => {
    document.catalog.delete(PDFName.of('DSS'));
    const root = document.context.trailerInfo.Root;
    if (root instanceof PDFRef) document.context.snapshot?.markRefForSave(root);
  });

/** Everything before the newest timestamp, and no more. */
export const archiveCutOff: Tampering = async ({ pdf }) => levelsOf(pdf)['B-LT'];

/** A digit of the newest document timestamp's signature. */
export const documentTimestamp: Tampering = async ({ pdf }) => {
  const token = embeddedSignatures(pdf).at(-1);
  if (!token) throw new Error('there is no timestamp');
  return otherHexDigit(pdf, token.hexStart + 2 * (token.cms.length - 20));
};

/** A revision that writes over the first page. */
export const drawOnPage: Tampering = ({ pdf }) =>
  appendRevision(pdf, (document) => {
    document.getPage(0).drawText('128,600.00 -> 1.00', { x: 80, y: 500, size: 24, color: rgb(0.8, 0, 0) });
  });

/** A revision that lays an annotation over the first page. */
export const annotatePage: Tampering = ({ pdf }) =>
  appendRevision(pdf, (document) => {
    const page = document.getPage(0);
    const note = document.context.obj({
      Type: 'Annot',
      Subtype: 'FreeText',
      Rect: [80, 480, 300, 520],
      F: 4,
      DA: PDFString.of('/Helv 12 Tf 1 0 0 rg'),
      Contents: PDFString.of('the price is 1.00'),
    });
    page.node.addAnnot(document.context.register(note));
  });

/** A revision that gives a date filled in by a signer another value. */
export const changeFilledDate: Tampering = ({ pdf }) =>
  appendRevision(pdf, (document) => {
    const field = document.getForm().getTextField('p1-date').acroField;
    field.dict.set(PDFName.of('V'), PDFString.of('1999-01-01'));
  });

export const appendBytes: Tampering = async ({ pdf }) =>
  Buffer.concat([pdf, Buffer.from('\nThe parties agree on another price.\n')]);

/** Every page looks the same, but no byte stands where it was signed. */
export const rewriteFile: Tampering = async ({ path, pdf, work }) => {
  const out = `${work}/rewritten.pdf`;
  await mustRun('qpdf', [path, out]);
  const rewritten = await readFile(out);
  if (rewritten.equals(pdf)) throw new Error('qpdf changed nothing');
  return rewritten;
};

async function appendRevision(pdf: Buffer, change: (document: PDFDocument) => void): Promise<Uint8Array> {
  const document = await PDFDocument.load(pdf, { forIncrementalUpdate: true, updateMetadata: false });
  change(document);
  const saved = Buffer.from(await document.save({ useObjectStreams: false }));
  if (saved.length <= pdf.length || !saved.subarray(0, pdf.length).equals(pdf)) {
    throw new Error('the change was not appended');
  }
  return saved;
}

async function parsedSignature({ pdf, work }: Signed, which: number) {
  const signature: EmbeddedSignature | undefined = embeddedSignatures(pdf)[which];
  if (!signature) throw new Error(`there is no signature ${which}`);
  const file = `${work}/tampered-${which}.cms`;
  await writeFile(file, signature.cms);
  return { signature, elements: await readAsn1(file) };
}

function flipBit(pdf: Buffer, offset: number): Buffer {
  const changed = Buffer.from(pdf);
  changed.writeUInt8(changed.readUInt8(offset) ^ 1, offset);
  return changed;
}

/** Even and odd change places, so that it stays a hexadecimal digit, and a decimal one stays decimal. */
function otherHexDigit(pdf: Buffer, offset: number): Buffer {
  const digit = pdf.toString('latin1', offset, offset + 1);
  const changed = Buffer.from(pdf);
  changed.write((Number.parseInt(digit, 16) ^ 1).toString(16), offset, 'latin1');
  return changed;
}
