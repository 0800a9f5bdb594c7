import { signingFunction, signPdf } from '@chopmark/crypto';
import { type Material, PLACE, SIGNER } from './material.ts';
import { inProcess, type Subject } from './subject.ts';

export function chopmarkSubject({ pdfs, key, certificate, root, seal }: Material): Subject {
  const identity = {
    algorithm: key.algorithm,
    certificates: [certificate, root],
    sign: signingFunction(key),
  };
  return inProcess('chopmark', (caseName) =>
    signPdf({
      pdf: pdfs[caseName],
      field: { name: 'Seal', rect: PLACE },
      signer: SIGNER,
      signingTime: new Date(),
      appearance: seal,
      identity,
    }),
  );
}
