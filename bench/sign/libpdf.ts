import { deflateSync } from 'node:zlib';
import { CryptoKeySigner, ops, PDF, PdfName, PdfStream } from '@libpdf/core';
import type { Work } from '../serve-subject.ts';
import { FIELD, type Material, PLACE, pdfOf, SIGNER, webCryptoKey } from './material.ts';

/**
 * @libpdf/core gives a signature field no appearance, so its users draw the seal into the page and sign that, all in one
 * incremental update.
 */
export async function libpdfSigner(material: Material): Promise<Work> {
  const key = await webCryptoKey(material);
  const signer = new CryptoKeySigner(key, material.certificate, 'EC', 'ECDSA', [material.root]);
  // Packed once, as chopmark does; it would pack it anew for every file.
  const seal = deflateSync(material.sealOperators);
  return async (caseName) => {
    const pdf = await PDF.load(pdfOf(material, caseName));
    drawSeal(pdf, seal, material.seal.width);
    const { bytes } = await pdf.sign({
      signer,
      fieldName: FIELD,
      reason: SIGNER.reason,
      location: SIGNER.location,
      level: 'B-B',
      estimatedSize: 16 * 1024,
    });
    return bytes;
  };
}

function drawSeal(pdf: PDF, packed: Uint8Array, size: number): void {
  const page = pdf.getPage(PLACE.page);
  if (!page) throw new Error('the file has no first page');
  const form = pdf.createFormXObject({ bbox: { x: 0, y: 0, width: size, height: size }, operators: [] });
  const stream = pdf.getObject(form.ref);
  if (!(stream instanceof PdfStream)) throw new Error('libpdf made no stream of the seal');
  stream.setData(packed);
  stream.set('Filter', PdfName.of('FlateDecode'));
  const scale = PLACE.width / size;
  page.drawOperators([
    ops.pushGraphicsState(),
    ops.concatMatrix(scale, 0, 0, scale, PLACE.x, PLACE.y),
    ops.paintXObject(page.registerXObject(form)),
    ops.popGraphicsState(),
  ]);
}
