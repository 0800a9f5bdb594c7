import { appendRevision, makePdf, type Objects, stream } from './pdf-maker.ts';

const FORM = 6;
const AMOUNT = 10;
export const BUYER = 11;
export const SELLER = 12;
const STATUS = 13;

export const FORM_FIELDS = `${AMOUNT} 0 R ${BUYER} 0 R ${SELLER} 0 R ${STATUS} 0 R`;

export function pageObject(annotations = FORM_FIELDS, more = ''): string {
  const resources = '/Resources << /Font << /F1 5 0 R >> >>';
  return `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R ${resources} /Annots [${annotations}] ${more} >>`;
}

export function formObject(fields = FORM_FIELDS, more = ''): string {
  return `<< /Fields [${fields}] /SigFlags 3 /DA (/Helv 12 Tf 0 g) /DR << /Font << /Helv 5 0 R >> >> ${more} >>`;
}

export function catalogObject(more = ''): string {
  return `<< /Type /Catalog /Pages 2 0 R /AcroForm ${FORM} 0 R ${more} >>`;
}

export function textField(name: string, more = ''): string {
  return `<< /Type /Annot /Subtype /Widget /FT /Tx /T (${name}) /Rect [60 600 260 620] /F 4 /P 3 0 R /DA (/Helv 12 Tf 0 g) ${more} >>`;
}

export function signatureField(name: string, more = '', rect = '60 100 160 160'): string {
  return `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /Rect [${rect}] /F 132 /P 3 0 R ${more} >>`;
}

export function appearance(content = 'BT /Helv 12 Tf 2 5 Td (x) Tj ET'): string {
  return stream(
    content,
    '/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /Helv 5 0 R >> >>',
  );
}

/** One page, one text control, two signature fields and a filled field; nothing signed. */
export const contractObjects: Objects = {
  1: catalogObject(),
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: pageObject(),
  4: stream('BT /F1 14 Tf 60 740 Td (The buyer pays 100 yuan.) Tj ET'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  6: formObject(),
  10: textField('amount'),
  11: signatureField('buyer'),
  12: signatureField('seller', '', '300 100 400 160'),
  13: textField('status', '/V (draft) /Rect [60 560 260 580]').replace('/Rect [60 600 260 620] ', ''),
};

export function contract(changes: Objects = {}, trailer = ''): Uint8Array {
  return makePdf({ ...contractObjects, ...changes }, trailer);
}

/** Fills the text control the way a signer's revision does. */
export function fillAmount(pdf: Uint8Array, value = '100'): Uint8Array {
  return appendRevision(pdf, {
    10: textField('amount', `/V (${value}) /AP << /N 30 0 R >> /Ff 1`),
    30: appearance(`BT /Helv 12 Tf 2 5 Td (${value}) Tj ET`),
  });
}
