// Evil annotations and sneaky signatures (Rohlmann et al., “Breaking the Specification: PDF Certification”, IEEE S&P 2021).
// Each works on any signed file; whether one is an attack depends on what stands beneath.
import { openTarget, placed, type Target, updated } from './attack-target.ts';
import type { Attack } from './attacks-on-bytes.ts';
import { appearance } from './contract.ts';
import { stream } from './pdf-maker.ts';
import { sign } from './signing.ts';

type Rect = readonly [number, number, number, number];

const box = (rect: Rect) => `[${rect.join(' ')}]`;
/** A form XObject that paints a white sheet with other words on it. */
const sheet = (width = 500, height = 60) =>
  stream(
    `1 g 0 0 ${width} ${height} re f BT /Helv 14 Tf 2 5 Td (The buyer pays 999999 yuan.) Tj ET`,
    `/Type /XObject /Subtype /Form /BBox [0 0 ${width} ${height}] /Resources << /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>`,
  );

/** What each subtype needs besides its place (ISO 32000-2 §12.5.6). */
const subtypes: Record<string, (rect: Rect) => string> = {
  Text: () => '/Name /Note /Contents (x)',
  FreeText: () => '/DA (/Helv 12 Tf) /Contents (The buyer pays 999999 yuan.)',
  Line: ([a, b, c, d]) => `/L [${a} ${b} ${c} ${d}]`,
  Square: () => '/IC [1 1 1]',
  Circle: () => '/IC [1 1 1]',
  Polygon: ([a, b, c, d]) => `/Vertices [${a} ${b} ${c} ${b} ${c} ${d}] /IC [1 1 1]`,
  PolyLine: ([a, b, c, d]) => `/Vertices [${a} ${b} ${c} ${d}]`,
  Highlight: quads,
  Underline: quads,
  Squiggly: quads,
  StrikeOut: quads,
  Caret: () => '/Sy /P',
  Stamp: () => '/Name /Approved',
  Ink: ([a, b, c, d]) => `/InkList [[${a} ${b} ${c} ${d}]]`,
  Redact: (rect) => `${quads(rect)} /IC [1 1 1] /OverlayText (x)`,
  Watermark: () => '/FixedPrint << /Type /FixedPrint >>',
  FileAttachment: () => '/FS << /Type /Filespec /F (x.pdf) >>',
  Link: () => '/A << /S /URI /URI (https://example.com) >>',
  Screen: () => '/MK << >>',
  Sound: () => '',
  Movie: () => '',
  RichMedia: () => '',
  PrinterMark: () => '',
  TrapNet: () => '',
  '3D': () => '',
  Projection: () => '',
  Unheard: () => '',
};

function quads([a, b, c, d]: Rect): string {
  return `/QuadPoints [${a} ${d} ${c} ${d} ${a} ${b} ${c} ${b}]`;
}

export type Look = 'drawn by the reader' | 'with an appearance';

/** The subtypes a document certified with P 3 lets reviewers add. */
export const REMARKS = Object.keys(subtypes).slice(0, 14);

export function annotation(subtype: string, rect: Rect, look: Look, more = ''): string {
  const own = subtypes[subtype]?.(rect) ?? '';
  const drawn = look === 'with an appearance' ? '/AP << /N APPEARANCE 0 R >>' : '';
  return `<< /Type /Annot /Subtype /${subtype} /Rect ${box(rect)} /F 4 ${own} ${drawn} ${more} >>`;
}

/** One annotation of each subtype, each drawn by the reader and by an appearance of its own. */
export function annotations(rect: Rect): Attack[] {
  return Object.keys(subtypes).flatMap((subtype) =>
    (['drawn by the reader', 'with an appearance'] as const).map(
      (look): Attack => [
        `${subtype}, ${look}`,
        (target) => annotated(target, annotation(subtype, rect, look)),
      ],
    ),
  );
}

export function annotated(target: Target, text: string): Uint8Array {
  const objects = placed(target, target.free, text.replace('APPEARANCE', String(target.free + 1)));
  return updated(target, text.includes('APPEARANCE') ? { ...objects, [target.free + 1]: sheet() } : objects);
}

/** Annotations whose /Rect lies beside the text but which reach over it. */
export function reachingAnnotations(beside: Rect, over: Rect): Attack[] {
  const with_ =
    (subtype: string, more: string): Attack[1] =>
    (target) =>
      annotated(target, `<< /Type /Annot /Subtype /${subtype} /Rect ${box(beside)} /F 4 ${more} >>`);
  const [a, b, c, d] = over;
  return [
    ['quadrilaterals beyond the rectangle', with_('Highlight', quads(over))],
    ['a line beyond the rectangle', with_('Line', `/L [${a} ${b} ${c} ${d}] /BS << /W 40 >>`)],
    ['strokes beyond the rectangle', with_('Ink', `/InkList [[${a} ${b} ${c} ${d}]] /BS << /W 40 >>`)],
    [
      'corners beyond the rectangle',
      with_('Polygon', `/Vertices [${a} ${b} ${c} ${b} ${c} ${d}] /IC [1 1 1]`),
    ],
    ['a callout beyond the rectangle', with_('FreeText', `/DA (/Helv 9 Tf) /CL [${a} ${b} ${c} ${d}]`)],
    ['a border far wider than the rectangle', with_('Square', '/BS << /W 2000 >> /C [1 1 1]')],
    [
      'a size that does not shrink with the page',
      (target) =>
        annotated(
          target,
          `<< /Type /Annot /Subtype /Stamp /Rect ${box([over[0], over[3] + 1, over[2], over[3] + 100])} /F 12 /AP << /N APPEARANCE 0 R >> >>`,
        ),
    ],
    [
      'a pop-up with an appearance',
      (target) =>
        annotated(
          target,
          `<< /Type /Annot /Subtype /Popup /Rect ${box(over)} /AP << /N APPEARANCE 0 R >> >>`,
        ),
    ],
    [
      'hidden at first, shown by a second update',
      (target) => {
        const hidden = annotated(
          target,
          annotation('Stamp', over, 'with an appearance').replace('/F 4', '/F 2'),
        );
        const shown = annotation('Stamp', over, 'with an appearance').replace(
          'APPEARANCE',
          String(target.free + 1),
        );
        return updated(openTarget(hidden), { [target.free]: shown });
      },
    ],
    [
      'beside the text at first, moved by a second update',
      (target) => {
        const first = annotated(target, annotation('Stamp', beside, 'with an appearance'));
        const moved = annotation('Stamp', over, 'with an appearance').replace(
          'APPEARANCE',
          String(target.free + 1),
        );
        return updated(openTarget(first), { [target.free]: moved });
      },
    ],
  ];
}

const signatureField = (rect: Rect, more: string) =>
  `<< /Type /Annot /Subtype /Widget /FT /Sig /T (sneaky) /Rect ${box(rect)} /F 132 ${more} >>`;

/** New signature fields that show something: signed by anybody, by nobody, or not at all. */
export function sneakySignatures(rect: Rect, cms: (digest: Uint8Array) => Uint8Array): Attack[] {
  const field = (target: Target, more: string) => ({
    ...placed(target, target.free, signatureField(rect, `/AP << /N ${target.free + 1} 0 R >> ${more}`), true),
    [target.free + 1]: sheet(),
  });
  const signed =
    (contents: (digest: Uint8Array) => Uint8Array): Attack[1] =>
    (target) =>
      sign(target.pdf, {
        objects: (value) => field(target, `/V ${value}`),
        number: target.free + 2,
        root: target.root,
        contents,
      });
  return [
    ['signed', signed(cms)],
    ['with a signature of garbage', signed(() => Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x01))],
    ['unsigned', (target) => updated(target, field(target, ''))],
    ['with a value that is no signature', (target) => updated(target, field(target, '/V << /Type /Sig >>'))],
    [
      'first empty, then given a face',
      (target) => {
        const empty = updated(target, placed(target, target.free, signatureField(rect, ''), true));
        return updated(openTarget(empty), {
          [target.free]: signatureField(rect, `/AP << /N ${target.free + 1} 0 R >>`),
          [target.free + 1]: appearance(),
        });
      },
    ],
    [
      'a text field instead',
      (target) =>
        updated(target, {
          ...placed(
            target,
            target.free,
            signatureField(rect, '/V (999999) /DA (/Helv 12 Tf)').replace('/Sig', '/Tx'),
            true,
          ),
        }),
    ],
  ];
}
