import type { Showroom } from '../showroom.ts';
import { type CataloguePage, inTenant, opensDialog, pagesOf } from './catalogue-page.ts';

const making = pagesOf('owner', '/t/[slug]/seals/new');
const seal = pagesOf('owner', '/t/[slug]/seals/[sealId]');
const editing = pagesOf('owner', '/t/[slug]/seals/[sealId]/edit');
const at =
  (which: keyof Showroom['busy']['seals'], path = '') =>
  (room: Showroom) =>
    `/t/${room.busy.slug}/seals/${room.busy.seals[which]}${path}`;

/** Seals: designed, uploaded, granted, disabled. */
export const sealPages: readonly CataloguePage[] = [
  pagesOf('owner', '/t/[slug]/seals')('seals', inTenant('/seals')),
  making('seal-design', inTenant('/seals/new')),
  making('seal-design-on-paper', inTenant('/seals/new'), async (page) => {
    const paper = page.getByRole('tablist').nth(1).getByRole('tab').nth(1);
    await paper.click();
    await page.getByRole('tabpanel').getByRole('tabpanel').getByRole('img').waitFor();
  }),
  making('seal-upload', inTenant('/seals/new'), async (page) => {
    await page.getByRole('tablist').first().getByRole('tab').nth(1).click();
    await page.locator('input[type=file]').waitFor();
  }),
  pagesOf('colleague', '/t/[slug]/seals/new')('seal-forbidden', inTenant('/seals/new')),
  seal('seal', at('contract')),
  seal('seal-disabled', at('finance')),
  seal(
    'seal-grant',
    at('finance'),
    opensDialog((page) => page.locator('section[aria-labelledby=grants] button').first().click()),
  ),
  seal(
    'seal-disable',
    at('contract'),
    opensDialog((page) => page.locator('main header').getByRole('button').click()),
  ),
  editing('seal-edit', at('contract', '/edit')),
  editing('seal-edit-scanned', at('scanned', '/edit')),
];
