// Shadow attacks (Mladenov et al., “Shadow Attacks: Hiding and Replacing Content in Signed PDFs”, NDSS 2021): something is
// prepared before signing and activated afterwards. Each works on any unsigned file.

import type { PdfDict } from '../../pdf-reader/pdf-value.ts';
import type { WarningCode } from '../warning-codes.ts';
import { openFile, placed, updated, withEntries, written, writtenWith } from './attack-target.ts';
import { bytes, lastStartXref, latin1, type Objects, stream } from './pdf-maker.ts';

export type ShadowAttack = {
  name: string;
  /** What the signer is given. */
  prepare: (pdf: Uint8Array) => Uint8Array;
  /** Made of what was signed, by an update that brings in as little as can be. */
  activate: (signed: Uint8Array) => Uint8Array;
  /** What the verifier says of the prepared file already; none where nothing tells it from honest work. */
  told?: WarningCode;
};

/** Numbers far beyond those of the file and of its signature, so that preparing and activating know them. */
const PREPARED = 5000;
const [COVER, LAYER, FIELD, LOOK, FONT, TEXT] = [0, 1, 2, 3, 4, 5].map((i) => PREPARED + i) as [
  number,
  number,
  number,
  number,
  number,
  number,
];

const evil = stream('BT /F1 14 Tf 60 400 Td (The buyer pays 999999 yuan.) Tj ET');
const drawing = (content: string) =>
  stream(content, '/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << >>');
const opaque = stream(
  'abc',
  '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB',
);

/** The first page with something more painted after its own content, from resources of its own. */
function painting(
  pdf: Uint8Array,
  content: string,
  category: string,
  entry: string,
  objects: Objects,
): Uint8Array {
  const file = openFile(pdf);
  const { document } = file.snapshot;
  const own = document.dict(file.page.dict.get('Resources')) ?? inherited(file);
  const listed = own ? document.dict(own.get(category)) : undefined;
  const list = listed ? writtenWith(listed, {}).replace(/>>$/, `${entry} >>`) : `<< ${entry} >>`;
  const resources = own ? writtenWith(own, { [category]: list }) : `<< /${category} ${list} >>`;
  const contents = `[${written(file.page.dict.get('Contents'))} ${TEXT} 0 R]`;
  return updated(file, {
    [file.page.num]: withEntries(file, file.page.num, { Contents: contents, Resources: resources }),
    [TEXT]: stream(content),
    ...objects,
  });
}

function inherited({ snapshot, page }: ReturnType<typeof openFile>): PdfDict | undefined {
  const parent = page.parent === undefined ? undefined : snapshot.pages.get(page.parent);
  return parent && snapshot.document.dict(parent.dict.get('Resources'));
}

const then = (make: (file: ReturnType<typeof openFile>) => Uint8Array) => (signed: Uint8Array) =>
  make(openFile(signed));

const field = (more: string) =>
  `<< /Type /Annot /Subtype /Widget /FT /Tx /T (overlay) /Rect [60 390 300 420] /F 4 /DA (/Helv 12 Tf 0 g) ${more} >>`;
const look = (shown: string) =>
  stream(
    `BT /Helv 12 Tf 2 5 Td (${shown}) Tj ET`,
    `/Type /XObject /Subtype /Form /BBox [0 0 240 30] /Resources << /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>`,
  );
const overlaid = (more: string, shown: string) => (pdf: Uint8Array) => {
  const file = openFile(pdf);
  return updated(file, { ...placed(file, FIELD, field(more), true), [LOOK]: look(shown) });
};
const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} >>`;

export const shadowAttacks: ShadowAttack[] = [
  {
    name: 'hide: a picture over the text, its object replaced by nothing',
    prepare: (pdf) =>
      painting(pdf, 'q 400 0 0 60 50 380 cm /Cover Do Q', 'XObject', `/Cover ${COVER} 0 R`, {
        [COVER]: opaque,
      }),
    activate: then((file) => updated(file, { [COVER]: drawing('') })),
    told: 'COVERED_TEXT',
  },
  {
    name: 'hide: a picture over the text, its object freed',
    prepare: (pdf) =>
      painting(pdf, 'q 400 0 0 60 50 380 cm /Cover Do Q', 'XObject', `/Cover ${COVER} 0 R`, {
        [COVER]: opaque,
      }),
    activate: then((file) => updated(file, {}, { free: [COVER] })),
    told: 'COVERED_TEXT',
  },
  {
    name: 'hide: a layer that is switched on',
    prepare: (pdf) => {
      const layered = openFile(
        painting(
          pdf,
          `/OC /Hidden BDC BT /F1 14 Tf 60 300 Td (and 999999 more) Tj ET EMC`,
          'Properties',
          `/Hidden ${LAYER} 0 R`,
          {
            [LAYER]: '<< /Type /OCG /Name (more) >>',
          },
        ),
      );
      const off = `<< /OCGs [${LAYER} 0 R] /D << /OFF [${LAYER} 0 R] >> >>`;
      return updated(layered, { [layered.root]: withEntries(layered, layered.root, { OCProperties: off }) });
    },
    activate: then((file) => {
      const on = `<< /OCGs [${LAYER} 0 R] /D << /OFF [] >> >>`;
      return updated(file, { [file.root]: withEntries(file, file.root, { OCProperties: on }) });
    }),
    told: 'HIDDEN_LAYER',
  },
  {
    name: 'replace: a field that shows other than it holds, redrawn',
    prepare: overlaid(`/V (999999) /AP << /N ${LOOK} 0 R >>`, '100'),
    activate: then((file) => updated(file, { [LOOK]: look('999999') })),
    told: 'FIELD_SHOWS_OTHER_VALUE',
  },
  {
    name: 'replace: a field whose appearance is taken away, so that readers draw its value',
    prepare: overlaid(`/V (999999) /AP << /N ${LOOK} 0 R >>`, '100'),
    activate: then((file) => updated(file, { [FIELD]: field('/V (999999)') })),
    told: 'FIELD_SHOWS_OTHER_VALUE',
  },
  {
    name: 'replace: a hidden annotation that is shown',
    prepare: (pdf) => {
      const file = openFile(pdf);
      const stamp = `<< /Type /Annot /Subtype /Stamp /Rect [60 390 300 420] /F 2 /AP << /N ${LOOK} 0 R >> >>`;
      return updated(file, { ...placed(file, COVER, stamp), [LOOK]: look('999999') });
    },
    activate: then((file) => updated(file, { [COVER]: withEntries(file, COVER, { F: '4' }) })),
    told: 'HIDDEN_ANNOTATION',
  },
  {
    // Which glyphs a font draws for its codes is nothing a verifier can judge beforehand; the swap shows.
    name: 'replace: a font whose glyphs are swapped',
    prepare: (pdf) =>
      painting(pdf, 'BT /Own 14 Tf 60 300 Td (100) Tj ET', 'Font', `/Own ${FONT} 0 R`, {
        [FONT]: font('Courier'),
      }),
    activate: then((file) => updated(file, { [FONT]: font('ZapfDingbats') })),
  },
  {
    name: 'hide and replace: a second document behind another catalogue',
    prepare: (pdf) => {
      const file = openFile(pdf);
      return updated(file, {
        [COVER]: `<< /Type /Catalog /Pages ${LAYER} 0 R >>`,
        [LAYER]: `<< /Type /Pages /Kids [${FIELD} 0 R] /Count 1 >>`,
        [FIELD]: `<< /Type /Page /Parent ${LAYER} 0 R /MediaBox [0 0 595 842] /Contents ${TEXT} 0 R >>`,
        [TEXT]: evil,
      });
    },
    activate: then((file) => updated(file, {}, { root: COVER })),
    told: 'HIDDEN_DOCUMENT',
  },
  {
    name: 'hide and replace: a second page, put into the page tree',
    prepare: (pdf) => {
      const file = openFile(pdf);
      const page = withEntries(file, file.page.num, { Contents: `${TEXT} 0 R` });
      return updated(file, { [COVER]: page, [TEXT]: evil });
    },
    activate: then((file) => {
      const tree = file.page.parent ?? 0;
      return updated(file, { [tree]: withEntries(file, tree, { Kids: `[${COVER} 0 R]` }) });
    }),
    told: 'HIDDEN_DOCUMENT',
  },
  {
    name: 'hide and replace: a second object of the page’s number, named by a later table',
    prepare: (pdf) => {
      const file = openFile(pdf);
      const twin = withEntries(file, file.page.num, { Contents: `${TEXT} 0 R` });
      const plain = latin1(updated(file, { [TEXT]: evil }));
      const at = lastStartXref(plain);
      const unlisted = `${file.page.num} 0 obj\n${twin}\nendobj\n`;
      const closing = plain.slice(at).replace(`startxref\n${at}`, `startxref\n${at + unlisted.length}`);
      return bytes(plain.slice(0, at) + unlisted + closing);
    },
    activate: then((file) => {
      const twin = new RegExp(`\\b${file.page.num} 0 obj\\n[^\\n]*/Contents ${TEXT} 0 R`);
      return updated(file, {}, { entries: { [file.page.num]: file.text.search(twin) } });
    }),
    told: 'HIDDEN_DOCUMENT',
  },
];
