import { deflateSync } from 'node:zlib';
import { pdflibAddPlaceholder } from '@signpdf/placeholder-pdf-lib';
import { SignPdf } from '@signpdf/signpdf';
import { SUBFILTER_ETSI_CADES_DETACHED } from '@signpdf/utils';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import type { Work } from '../serve-subject.ts';
import { EcSigner } from './ec-signer.ts';
import { type Material, PLACE, pdfOf, SIGNER, webCryptoKey } from './material.ts';

const CONTENTS_BYTES = 16 * 1024;
const WIDGET_RECT = [PLACE.x, PLACE.y, PLACE.x + PLACE.width, PLACE.y + PLACE.height];

/** As its documentation has it: pdf-lib writes the file anew with a placeholder, signpdf fills that. */
export async function signpdfSigner(material: Material): Promise<Work> {
  const key = await webCryptoKey(material);
  const signer = new EcSigner(key, [material.certificate, material.root]);
  const signpdf = new SignPdf();
  // Packed once, as chopmark does.
  const seal = deflateSync(material.sealOperators);
  return async (caseName) => {
    const pdfDoc = await PDFDocument.load(pdfOf(material, caseName), { updateMetadata: false });
    pdflibAddPlaceholder({
      pdfDoc,
      ...SIGNER,
      contactInfo: '',
      widgetRect: WIDGET_RECT,
      signatureLength: CONTENTS_BYTES,
      subFilter: SUBFILTER_ETSI_CADES_DETACHED,
    });
    showSeal(pdfDoc, seal, material.seal.width);
    return signpdf.sign(await pdfDoc.save({ useObjectStreams: false }), signer);
  };
}

/** The placeholder's appearance is empty; this makes the seal it. */
function showSeal(document: PDFDocument, seal: Uint8Array, size: number): void {
  const { context } = document;
  const form = PDFRawStream.of(
    context.obj({
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, size, size],
      Resources: {},
      Filter: 'FlateDecode',
      Length: seal.length,
    }),
    seal,
  );
  const fields = document.catalog
    .lookup(PDFName.of('AcroForm'), PDFDict)
    .lookup(PDFName.of('Fields'), PDFArray);
  const widget = fields.lookup(fields.size() - 1, PDFDict);
  widget.set(PDFName.of('AP'), context.obj({ N: context.register(form) }));
}
