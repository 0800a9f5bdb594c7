import type { Work } from '../serve-subject.ts';
import { FIELD, type Material, pdfOf } from './material.ts';
import { signField } from './signed-files.ts';

export function chopmarkSigner(material: Material): Work {
  return (caseName) => signField(material, pdfOf(material, caseName), FIELD);
}
