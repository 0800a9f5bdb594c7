import { openFile, placed, withEntries } from './attack-target.ts';
import { cmsOf, type Party, type SignOptions, sign } from './signing.ts';

const hidden = (value: string, more = '') =>
  `<< /Type /Annot /Subtype /Widget /FT /Sig /T (first) /Rect [0 0 0 0] /F 132 /V ${value} ${more} >>`;

/** Certifies any unsigned file, by an invisible field of its own (ISO 32000-2 §12.8.2.2). */
export function certifyAny(party: Party, pdf: Uint8Array, p: 1 | 2 | 3): Uint8Array {
  const file = openFile(pdf);
  const number = file.free + 1;
  return sign(pdf, {
    objects: (value) => {
      const objects = placed(file, file.free, hidden(value), true);
      const catalog = objects[file.root] ?? withEntries(file, file.root, {});
      return { ...objects, [file.root]: catalog.replace(/>>$/, `/Perms << /DocMDP ${value} >> >>`) };
    },
    number,
    root: file.root,
    entries: `/Reference [ << /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V /1.2 /P ${p} >> >> ]`,
    contents: (digest) => cmsOf(party, digest),
  });
}

/** Signs any file with an invisible field of its own. */
export function signAny(
  party: Party,
  pdf: Uint8Array,
  options: Pick<SignOptions, 'contents' | 'entries' | 'subFilter'> = {},
): Uint8Array {
  const file = openFile(pdf);
  return sign(pdf, {
    objects: (value) =>
      placed(file, file.free, hidden(value).replace('(first)', `(field${file.free})`), true),
    number: file.free + 1,
    root: file.root,
    contents: (digest) => cmsOf(party, digest),
    ...options,
  });
}
