import type { Page } from '@playwright/test';
import type { Showroom } from '../showroom.ts';

export type Visitor = 'anyone' | 'owner' | 'colleague' | 'newcomer' | 'operator' | keyof Showroom['openings'];

export type CataloguePage = {
  /** Also the screenshot's file name. */
  name: string;
  visitor: Visitor;
  /** The folder of the page under apps/web/src/app, without route groups; a test compares with what is there. */
  route: string;
  path: (showroom: Showroom) => string;
  /** Brings the page into the state to be looked at. */
  act?: (page: Page) => Promise<void>;
};

type Act = NonNullable<CataloguePage['act']>;

/** Pages of one route for one visitor: what differs is the state. */
export const pagesOf =
  (visitor: Visitor, route: string) =>
  (name: string, path: CataloguePage['path'], act?: Act): CataloguePage => ({
    name,
    visitor,
    route,
    path,
    ...(act ? { act } : {}),
  });

/** A path of the enterprise that has something on every page. */
export const inTenant =
  (path: string): CataloguePage['path'] =>
  (room) =>
    `/t/${room.busy.slug}${path}`;

/** A path of the enterprise that was opened a moment ago. */
export const inFreshTenant =
  (path: string): CataloguePage['path'] =>
  (room) =>
    `/t/${room.fresh.slug}${path}`;

/** Presses what opens a dialog, and waits for it. */
export const opensDialog =
  (press: Act): Act =>
  async (page) => {
    await press(page);
    await page.getByRole('dialog').waitFor();
  };
