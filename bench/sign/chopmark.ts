import { signingFunction, signPdf } from '@chopmark/crypto';
import { type Material, PLACE, SIGNER, type Sign } from './material.ts';

export function chopmarkSigner({ pdfs, key, certificate, root, seal }: Material): Sign {
  const identity = {
    algorithm: key.algorithm,
    certificates: [certificate, root],
    sign: signingFunction(key),
  };
  return (caseName) =>
    signPdf({
      pdf: pdfs[caseName],
      field: { name: 'Seal', rect: PLACE },
      signer: SIGNER,
      signingTime: new Date(),
      appearance: seal,
      identity,
    });
}
