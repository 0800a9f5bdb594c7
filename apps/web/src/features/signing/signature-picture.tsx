import { SealPicture } from '#features/seals/seal-picture.tsx';
import { InkPicture } from './ink-picture.tsx';
import type { WrittenSignature } from './written-signature.ts';

/** A signature, cropped to its ink as it will be in the document. */
export function SignaturePicture({
  signature,
  className,
}: {
  signature: WrittenSignature;
  className?: string;
}) {
  if (signature.kind === 'typed')
    return <SealPicture seal={signature} {...(className ? { className } : {})} />;
  return <InkPicture strokes={signature.strokes} {...(className ? { className } : {})} />;
}
