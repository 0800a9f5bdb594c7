/** The revisions of a PDF as bytes from its start: each ends with an end-of-file marker and its line end. */
export function revisionsOf(pdf: Buffer): Buffer[] {
  const ends = [...pdf.toString('latin1').matchAll(/startxref\s+\d+\s+%%EOF\r?\n?/g)];
  return ends.map((match) => pdf.subarray(0, match.index + match[0].length));
}

export type Levels = { 'B-T': Buffer; 'B-LT': Buffer; 'B-LTA': Buffer };

/** An archived file and what it was before its document timestamp and before its validation data. */
export function levelsOf(archived: Buffer): Levels {
  const [signed, stored, stamped] = revisionsOf(archived).slice(-3);
  if (!signed || !stored || !stamped?.equals(archived))
    throw new Error('these are not the revisions of an archive');
  return { 'B-T': signed, 'B-LT': stored, 'B-LTA': stamped };
}
