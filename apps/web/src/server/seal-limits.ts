import type { SealLimits } from '#features/seals/seal-types.ts';
import {
  imageSealLimits,
  MAX_PICTURE_FILE_MEGABYTES,
  roundSealLimits,
  SEAL_DPI,
  sealColours,
} from '#server/core-package.ts';

/** What core lets a seal be, as the studio's forms take it. */
export const sealLimits: SealLimits = {
  round: roundSealLimits,
  widthMm: imageSealLimits.widthMm,
  colours: sealColours,
  dpi: SEAL_DPI,
  pictureMegabytes: MAX_PICTURE_FILE_MEGABYTES,
};
