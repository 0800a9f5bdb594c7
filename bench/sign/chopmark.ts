import { signingFunction, signPdf } from '@chopmark/crypto';
import { FIELD, type Material, SIGNER, type Sign } from './material.ts';

export function chopmarkSigner({ pdfs, key, certificate, root, seal }: Material): Sign {
  const identity = {
    algorithm: key.algorithm,
    certificates: [certificate, root],
    sign: signingFunction(key),
  };
  return (caseName) =>
    signPdf({
      pdf: pdfs[caseName],
      field: FIELD,
      signer: SIGNER,
      signingTime: new Date(),
      appearance: seal,
      identity,
    });
}
