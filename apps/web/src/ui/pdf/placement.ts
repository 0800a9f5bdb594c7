/** Points; the origin is the lower left corner of the page as it is displayed. */
export type PageRect = { x: number; y: number; width: number; height: number };

export type PageSize = { width: number; height: number };

/** Where a rectangle of a page stands on its picture, whatever the picture's size: CSS percentages. */
export function placementOf(rect: PageRect, page: PageSize) {
  return {
    left: percent(rect.x / page.width),
    top: percent((page.height - rect.y - rect.height) / page.height),
    width: percent(rect.width / page.width),
    height: percent(rect.height / page.height),
  };
}

const percent = (part: number) => `${Math.round(part * 1e5) / 1e3}%`;
