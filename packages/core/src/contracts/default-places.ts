type Size = { width: number; height: number };

/** Points; the origin is the lower left corner of the page as it is displayed. */
export type Place = { x: number; y: number } & Size;

export type Placement = Place & {
  kind: 'seal' | 'signature' | 'date';
  page: number;
  /** Of texts and dates. */
  fontSize: number | null;
};

export type Party = { id: string; kind: string };

export type Page = Size & {
  index: number;
  /** May the document carry date fields? */
  dates: boolean;
  /** The true size of the own enterprise's seal. */
  seal: Size;
  /** What stands on the page already: nothing is put upon it while there is room elsewhere. */
  taken: readonly Place[];
};

const SIGNATURE: Size = { width: 150, height: 60 };
const DATE_HEIGHT = 18;
const DATE_FONT = 11;
const MARGIN = 60;
const GAP = 6;
/** Between the blocks of two parties. */
const SPACE = 16;
/** How far a block moves on at a time when its place is taken. */
const STEP = 12;
const SMALLER = 0.9;
/** A full page: below this, places upon others are better than places nobody can read. */
const SMALLEST_BESIDE_OTHERS = 0.5;

/**
 * Where each party signs when nobody has placed anything for it: at the foot of the page, the own enterprise's seal at the
 * left, signatures at the right, upwards and then column by column to the left; the date under each. Nothing overlaps
 * and everything lies on the page: where there is too little room, all becomes smaller.
 */
export function defaultPlaces(parties: readonly Party[], page: Page): Map<string, Placement[]> {
  for (let scale = 1; ; scale *= SMALLER) {
    const taken = scale >= SMALLEST_BESIDE_OTHERS ? page.taken : [];
    const places = arrange(parties, { ...page, taken }, scale);
    if (places) return places;
  }
}

/** The places by party ID, or undefined when they don't fit at this scale. */
function arrange(parties: readonly Party[], page: Page, scale: number): Map<string, Placement[]> | undefined {
  const foot = page.dates ? (DATE_HEIGHT + GAP) * scale : 0;
  const seal = { width: page.seal.width * scale, height: page.seal.height * scale };
  const signature = { width: SIGNATURE.width * scale, height: SIGNATURE.height * scale };
  const places = new Map<string, Placement[]>();
  const occupied = [...page.taken];
  for (const party of parties) {
    const kind = party.kind === 'member' ? 'seal' : 'signature';
    const size = kind === 'seal' ? seal : signature;
    const block = findRoom({ ...size, height: size.height + foot }, { page, occupied, scale, kind });
    if (!block) return undefined;
    occupied.push(block);
    places.set(party.id, inBlock(kind, { ...block, ...size }, page, scale));
  }
  return places;
}

type Search = { page: Page; occupied: readonly Place[]; scale: number; kind: 'seal' | 'signature' };

/** The first free place for a block: seals from the left edge, signatures from the right, both from the foot upwards. */
function findRoom(block: Size, { page, occupied, scale, kind }: Search): Place | undefined {
  const margin = Math.min(MARGIN, page.width / 8, page.height / 8);
  const right = page.width - margin - block.width;
  const column = block.width + SPACE * scale;
  for (let shift = 0; shift <= right - margin; shift += column) {
    const x = kind === 'seal' ? margin + shift : right - shift;
    for (let y = margin; y + block.height <= page.height - margin; y += STEP * scale) {
      const place = { x, y, ...block };
      if (occupied.every((other) => areApart(place, other, SPACE * scale))) return place;
    }
  }
  return undefined;
}

function areApart(a: Place, b: Place, space: number): boolean {
  return (
    a.x + a.width + space <= b.x ||
    b.x + b.width + space <= a.x ||
    a.y + a.height + space <= b.y ||
    b.y + b.height + space <= a.y
  );
}

/** A place whose lower left corner is the block's, lifted for the date under it. */
function inBlock(kind: 'seal' | 'signature', box: Place, { index, dates }: Page, scale: number): Placement[] {
  if (!dates) return [{ kind, page: index, ...box, fontSize: null }];
  const height = DATE_HEIGHT * scale;
  return [
    { kind, page: index, ...box, y: box.y + height + GAP * scale, fontSize: null },
    { kind: 'date', page: index, ...box, height, fontSize: Math.max(2, Math.floor(DATE_FONT * scale)) },
  ];
}
