import type { Work } from '../serve-subject.ts';
import { FIELD, type Material, pdfOf } from './material.ts';
import { fieldSigner } from './signed-files.ts';

/** Each file into the memory of the last one, as a service would that stores one before it makes the next. */
export function chopmarkSigner(material: Material): Work {
  let memory = new Uint8Array(0);
  const sign = fieldSigner(material, (size) => {
    if (memory.length < size) memory = new Uint8Array(size);
    return memory;
  });
  return (caseName) => sign(pdfOf(material, caseName), FIELD);
}

/** Each file in new memory, as the peers'. */
export function chopmarkAnewSigner(material: Material): Work {
  const sign = fieldSigner(material);
  return (caseName) => sign(pdfOf(material, caseName), FIELD);
}
