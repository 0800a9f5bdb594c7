import type { Work } from '../serve-subject.ts';
import { FIELD, type Material, pdfOf } from './material.ts';
import { fieldSigner } from './signed-files.ts';

export function chopmarkSigner(material: Material): Work {
  const sign = fieldSigner(material);
  return (caseName) => sign(pdfOf(material, caseName), FIELD);
}
