/** Widths of a page as parts of the room there is; 1 fills it. */
const levels = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;

export const FIT_WIDTH = 1;

/** The next larger level, or undefined at the largest. */
export const larger = (zoom: number): number | undefined => levels.find((level) => level > zoom);

/** The next smaller level, or undefined at the smallest. */
export const smaller = (zoom: number): number | undefined => levels.findLast((level) => level < zoom);
