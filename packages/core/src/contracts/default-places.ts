/** Points; the origin is the lower left corner of the page as it is displayed. */
export type Placement = {
  kind: 'seal' | 'signature' | 'date';
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Of texts and dates. */
  fontSize: number | null;
};

export type Party = { id: string; kind: string };
type Size = { width: number; height: number };
/** `dates`: whether the document may carry date fields. */
export type Page = Size & { index: number; dates: boolean };

const MM = 72 / 25.4;
const SEAL = 42 * MM;
const SIGNATURE: Size = { width: 150, height: 60 };
const DATE_HEIGHT = 18;
const DATE_FONT = 11;
const MARGIN = 60;
const GAP = 6;
/** Between the blocks of two parties. */
const SPACE = 16;

/**
 * Where each party signs when nobody has placed anything: at the foot of the last page, the own enterprise's seal at the
 * left, signatures at the right, upwards and then column by column to the left; the date under each. Nothing overlaps
 * and everything lies on the page: where there is too little room, all becomes smaller.
 */
export function defaultPlaces(parties: readonly Party[], page: Page): Map<string, Placement[]> {
  for (let scale = 1; ; scale *= 0.9) {
    const places = arrange(parties, page, scale);
    if (places) return places;
  }
}

/** The places by party ID, or undefined when they don't fit at this scale. */
function arrange(parties: readonly Party[], page: Page, scale: number): Map<string, Placement[]> | undefined {
  const margin = Math.min(MARGIN, page.width / 8, page.height / 8);
  const foot = page.dates ? (DATE_HEIGHT + GAP) * scale : 0;
  const seal = { width: SEAL * scale, height: SEAL * scale + foot };
  const block = { width: SIGNATURE.width * scale, height: SIGNATURE.height * scale + foot };
  const sealing = parties.find((party) => party.kind === 'member');
  if (sealing && (seal.width > page.width - 2 * margin || seal.height > page.height - 2 * margin))
    return undefined;

  const places = new Map<string, Placement[]>();
  if (sealing)
    places.set(
      sealing.id,
      inBlock('seal', { x: margin, y: margin, width: SEAL * scale, height: SEAL * scale }, page, scale),
    );
  const signing = parties.filter((party) => party !== sealing);
  const space = SPACE * scale;
  for (
    let x = page.width - margin - block.width;
    x >= margin && signing.length > 0;
    x -= block.width + space
  ) {
    const besideSeal = !sealing || x >= margin + seal.width + space;
    const bottom = besideSeal ? margin : margin + seal.height + space;
    for (let y = bottom; y + block.height <= page.height - margin; y += block.height + space) {
      const party = signing.shift();
      if (!party) break;
      const box = { x, y, width: block.width, height: SIGNATURE.height * scale };
      places.set(party.id, inBlock('signature', box, page, scale));
    }
  }
  return signing.length === 0 ? places : undefined;
}

/** A place whose lower left corner is the block's, lifted for the date under it. */
function inBlock(
  kind: 'seal' | 'signature',
  box: { x: number; y: number } & Size,
  { index, dates }: Page,
  scale: number,
): Placement[] {
  if (!dates) return [{ kind, page: index, ...box, fontSize: null }];
  const height = DATE_HEIGHT * scale;
  return [
    { kind, page: index, ...box, y: box.y + height + GAP * scale, fontSize: null },
    { kind: 'date', page: index, ...box, height, fontSize: Math.max(2, Math.floor(DATE_FONT * scale)) },
  ];
}
