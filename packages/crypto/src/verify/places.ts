import { CryptoError } from '../errors.ts';
import { PdfString, type PdfValue, textOf } from '../pdf-reader/pdf-value.ts';
import type { CheckedSignature } from './check-signature.ts';
import { fieldOf } from './form.ts';
import { annotationsOf, inheritedValue, type PageNode, rectangle } from './pages.ts';
import type { SignaturePlace } from './report.ts';
import type { Snapshot } from './snapshot.ts';

const HIDDEN_FLAGS = 2 | 32; // F: Hidden, NoView, ISO 32000-2 table 167
const READ_ONLY = 1;
/** What our writer sets as the value of a field that repeats a signature's seal. */
const REPEATED_SEAL = 'seal of ';
const LARGEST_UNIT = 1000;
const US_LETTER: Box = [0, 0, 612, 792];

type Box = readonly [left: number, bottom: number, right: number, top: number];
/** The names a signature answers for: its own field, and those it locked that repeat its seal. */
type Owner = { signature: CheckedSignature; number: number | undefined; locked: Set<string> };

/**
 * Where each signature shows in the document as it stands now. This only says where to point; nothing is decided by it, so
 * what cannot be read is left out.
 */
export function placesOf(
  snapshot: Snapshot | undefined,
  signatures: CheckedSignature[],
): Map<CheckedSignature, SignaturePlace[]> {
  const places = new Map<CheckedSignature, SignaturePlace[]>();
  if (snapshot === undefined) return places;
  const owners = signatures.map(ownerOf);
  for (const page of snapshot.pages.values()) {
    if (page.page === undefined) continue;
    try {
      for (const { signature, place } of placesOnPage(snapshot, page, page.page, owners)) {
        const known = places.get(signature);
        if (known === undefined) places.set(signature, [place]);
        else known.push(place);
      }
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error;
    }
  }
  return places;
}

function ownerOf(signature: CheckedSignature): Owner {
  const named = (signature.permissions?.locks ?? []).filter(({ action }) => action === 'Include');
  return {
    signature,
    number: signature.found.fieldNumber,
    locked: new Set(named.flatMap(({ fields }) => fields)),
  };
}

function placesOnPage(snapshot: Snapshot, page: PageNode, number: number, owners: Owner[]) {
  const { document, form } = snapshot;
  // A page that lists a widget a thousand times shows it once.
  const widgets = new Map(annotationsOf(document, page).map((annotation) => [annotation.num, annotation]));
  return [...widgets.values()].flatMap(({ num, value }) => {
    const node = num === undefined ? undefined : form.nodes.get(num);
    const widget = document.dict(value);
    if (node === undefined || widget === undefined) return [];
    const field = fieldOf(form, node);
    const signature = owners.find(
      (owner) => owner.number === field.num || (repeatsSeal(field) && owner.locked.has(field.name)),
    )?.signature;
    const flags = document.get(widget, 'F');
    const hidden = typeof flags === 'number' && (flags & HIDDEN_FLAGS) !== 0;
    const rect = rectangle(document, widget.get('Rect'));
    if (signature === undefined || hidden || rect === undefined) return [];
    const { x, y, width, height } = displayed(rect, boxOf(snapshot, page), rotationOf(snapshot, page));
    if (width <= 0 || height <= 0) return [];
    const unit = unitOf(document.get(page.dict, 'UserUnit'));
    const place = { x: x * unit, y: y * unit, width: width * unit, height: height * unit };
    return [{ signature, place: { page: number, ...place } }];
  });
}

function repeatsSeal({ type, flags, value }: ReturnType<typeof fieldOf>): boolean {
  return (
    type === 'Tx' &&
    (flags & READ_ONLY) !== 0 &&
    value instanceof PdfString &&
    textOf(value).startsWith(REPEATED_SEAL)
  );
}

/** From default user space to the page as it is displayed: cropped and turned clockwise (§7.7.3.3). */
function displayed([x0, y0, x1, y1]: Box, [left, bottom, right, top]: Box, rotation: number) {
  const [width, height] = [x1 - x0, y1 - y0];
  if (rotation === 90) return { x: y0 - bottom, y: right - x1, width: height, height: width };
  if (rotation === 180) return { x: right - x1, y: top - y1, width, height };
  if (rotation === 270) return { x: top - y1, y: x0 - left, width: height, height: width };
  return { x: x0 - left, y: y0 - bottom, width, height };
}

function boxOf({ document, pages }: Snapshot, page: PageNode): Box {
  const box = (key: string) => rectangle(document, inheritedValue(document, pages, page, key));
  const media: Box = box('MediaBox') ?? US_LETTER;
  const crop = box('CropBox');
  if (crop === undefined) return media;
  const visible: Box = [
    Math.max(media[0], crop[0]),
    Math.max(media[1], crop[1]),
    Math.min(media[2], crop[2]),
    Math.min(media[3], crop[3]),
  ];
  return visible[0] < visible[2] && visible[1] < visible[3] ? visible : media;
}

/** Points in a unit of user space (ISO 32000-2 table 31), as our writer takes them. */
function unitOf(value: PdfValue): number {
  return typeof value === 'number' && value > 0 && value <= LARGEST_UNIT ? value : 1;
}

function rotationOf({ document, pages }: Snapshot, page: PageNode): number {
  const value = inheritedValue(document, pages, page, 'Rotate');
  return typeof value === 'number' ? ((value % 360) + 360) % 360 : 0;
}
