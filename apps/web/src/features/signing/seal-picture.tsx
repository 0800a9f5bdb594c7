import { DrawingPicture } from './drawing-picture.tsx';
import type { Seal } from './signing-view.ts';

/** A seal from its drawing, sharp at any size. */
export function SealPicture({ seal, className }: { seal: Pick<Seal, 'drawing'>; className?: string }) {
  return <DrawingPicture drawing={seal.drawing} className={className} />;
}
