import { write } from '../../sign-by-code.ts';
import type { Showroom } from '../showroom.ts';
import { type CataloguePage, opensDialog, pagesOf } from './catalogue-page.ts';

const invited = pagesOf('anyone', '/sign/[token]');
const member = pagesOf('owner', '/t/[slug]/contracts/[contractId]/sign');
const link = (which: keyof Showroom['busy']['links']) => (room: Showroom) =>
  `/sign/${room.busy.links[which]}`;
const awaitingMe = ({ busy }: Showroom) => `/t/${busy.slug}/contracts/${busy.contracts.awaitingMe}/sign`;
/** The one act of the bar at the foot of the signing page: the next place, and at last the code. */
const goOn = opensDialog((page) => page.locator('section.fixed').getByRole('button').last().click());

/** The signing page, by a link and as a member. What is filled in stays in the tab, so that comes last. */
export const signingPages: readonly CataloguePage[] = [
  invited('signing-bad-link', () => '/sign/unknown'),
  invited('signing-invited', link('awaiting')),
  invited('signing-completed', link('completed')),
  invited('signing-withdrawn', link('withdrawn')),
  invited('signing-rejected', link('rejected')),
  invited('signing-expired', link('expired')),
  invited(
    'signing-refuse',
    link('awaiting'),
    opensDialog((page) => page.locator('header').getByRole('button').first().click()),
  ),
  invited('signing-pad', link('awaiting'), async (page) => {
    await goOn(page);
    await write(page);
  }),
  invited('signing-typed', link('awaiting'), async (page) => {
    await goOn(page);
    await page.getByRole('dialog').getByRole('tab').nth(1).click();
    await page.getByRole('dialog').getByRole('img').waitFor();
  }),
  invited('signing-code', link('awaiting'), async (page) => {
    await goOn(page);
    await write(page);
    await page.getByRole('dialog').getByRole('button').last().click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await goOn(page);
  }),
  member('signing-member', awaitingMe),
  member('signing-member-seals', awaitingMe, goOn),
];
