import { fileURLToPath } from 'node:url';
import type { Showroom } from '../showroom.ts';
import { type CataloguePage, pagesOf } from './catalogue-page.ts';

const SIGNED_BY_OTHERS = fileURLToPath(new URL('../../samples/signed-by-others.pdf', import.meta.url));

const joining = pagesOf('anyone', '/join/[token]');
const invitation = (which: keyof Showroom['busy']['joining']) => (room: Showroom) =>
  `/join/${room.busy.joining[which]}`;
const enterpriseStep = '/signup/enterprise/[slug]';
/** Goes on where the visitor's opening is. */
const wizard = () => '/signup/enterprise';

/** What one sees without belonging to an enterprise, up to belonging to one. */
export const openingPages: readonly CataloguePage[] = [
  pagesOf('anyone', '/')('landing', () => '/'),
  pagesOf('anyone', '/login')('log-in', () => '/login'),
  pagesOf('anyone', '/signup')('sign-up', () => '/signup'),
  pagesOf('anyone', '/verify')('verify', () => '/verify'),
  pagesOf('anyone', '/verify')(
    'verify-result',
    () => '/verify',
    async (page) => {
      await page.locator('input[type=file]').setInputFiles(SIGNED_BY_OTHERS);
      await page.locator('summary').first().waitFor();
    },
  ),
  pagesOf('anyone', '/mailbox')('mailbox', () => '/mailbox'),
  pagesOf('anyone', '/problems/[code]')('problem', () => '/problems/PDF_ENCRYPTED'),
  pagesOf('anyone', '/not-found')('not-found', () => '/no-such-page'),
  joining('join', invitation('newcomer')),
  joining('join-has-account', invitation('hasAccount')),
  joining('join-accepted', invitation('accepted')),
  joining('join-revoked', invitation('revoked')),
  joining('join-bad-link', () => '/join/unknown'),
  pagesOf('owner', '/join/[token]')('join-other-account', invitation('newcomer')),
  pagesOf('begun', '/signup/enterprise')('wizard-enterprise', wizard),
  pagesOf('refused', enterpriseStep)('wizard-refused', wizard),
  pagesOf('underReview', enterpriseStep)('wizard-under-review', wizard),
  pagesOf('verified', enterpriseStep)('wizard-seal', wizard),
  pagesOf('newcomer', enterpriseStep)('wizard-ready', (room) => `/signup/enterprise/${room.fresh.slug}`),
];
