const POINTS_PER_MM = 72 / 25.4;

/** To a tenth. */
export const toMillimetres = (points: number) => Math.round((points / POINTS_PER_MM) * 10) / 10;
/** To a thousandth, as it is stored. */
export const toPoints = (millimetres: number) => Math.round(millimetres * POINTS_PER_MM * 1000) / 1000;
