type Place = { name: string; kind: string; page: number };

/**
 * Which of a party's places on one document carries the signature: a seal before a handwritten name, the last page before
 * earlier ones. One signer signs a document once; the other places repeat a picture under the same signature.
 */
export function signingPlace<T extends Place>(own: readonly T[]): { signed: T | undefined; repeated: T[] } {
  const [signed, ...repeated] = own
    .filter((place) => place.kind === 'seal' || place.kind === 'signature')
    .sort((a, b) => rank(a) - rank(b) || b.page - a.page || compare(a.name, b.name));
  return { signed, repeated };
}

const rank = ({ kind }: Place) => (kind === 'seal' ? 0 : 1);
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
