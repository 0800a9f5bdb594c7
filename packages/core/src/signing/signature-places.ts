/** What of a control decides which field of the document it becomes. */
type Place = { id: string; kind: string; page: number; x: number; y: number };

/** A place for a seal or a signature. */
export const isSignaturePlace = ({ kind }: { kind: string }): boolean =>
  kind === 'seal' || kind === 'signature';

/**
 * One party signs a document once, however many places it has there: its first seal (or signature, where it has no seal)
 * in reading order becomes the signature field, and all others only show a picture, as part of the same signature.
 * @returns undefined when the party has no place on this document
 */
export function signatureField<P extends Place>(own: readonly P[]): P | undefined {
  const places = own.filter(isSignaturePlace).toSorted(byReading);
  return places.find(({ kind }) => kind === 'seal') ?? places[0];
}

const byReading = (a: Place, b: Place): number =>
  a.page - b.page || b.y - a.y || a.x - b.x || a.id.localeCompare(b.id);
