import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { write } from '../sign-by-code.ts';
import type { Showroom } from './showroom.ts';

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

const inTenant = (path: string) => (room: Showroom) => `/t/${room.busy.slug}${path}`;
const contract =
  (which: keyof Showroom['busy']['contracts'], path = '') =>
  (room: Showroom) =>
    `/t/${room.busy.slug}/contracts/${room.busy.contracts[which]}${path}`;
/** Goes on where the visitor's opening is. */
const wizard = () => '/signup/enterprise';
const link = (which: keyof Showroom['busy']['links']) => (room: Showroom) =>
  `/sign/${room.busy.links[which]}`;
const join = (which: keyof Showroom['busy']['joining']) => (room: Showroom) =>
  `/join/${room.busy.joining[which]}`;

const seal =
  (which: keyof Showroom['busy']['seals'], path = '') =>
  (room: Showroom) =>
    `/t/${room.busy.slug}/seals/${room.busy.seals[which]}${path}`;

/** Every page of the site, each in the states worth looking at. */
export const catalogue: readonly CataloguePage[] = [
  { name: 'landing', visitor: 'anyone', route: '/', path: () => '/' },
  { name: 'log-in', visitor: 'anyone', route: '/login', path: () => '/login' },
  { name: 'sign-up', visitor: 'anyone', route: '/signup', path: () => '/signup' },
  { name: 'verify', visitor: 'anyone', route: '/verify', path: () => '/verify' },
  { name: 'mailbox', visitor: 'anyone', route: '/mailbox', path: () => '/mailbox' },
  { name: 'problem', visitor: 'anyone', route: '/problems/[code]', path: () => '/problems/PDF_ENCRYPTED' },
  { name: 'not-found', visitor: 'anyone', route: '/not-found', path: () => '/no-such-page' },
  { name: 'signing-bad-link', visitor: 'anyone', route: '/sign/[token]', path: () => '/sign/unknown' },
  { name: 'signing-invited', visitor: 'anyone', route: '/sign/[token]', path: link('awaiting') },
  { name: 'signing-completed', visitor: 'anyone', route: '/sign/[token]', path: link('completed') },
  { name: 'signing-withdrawn', visitor: 'anyone', route: '/sign/[token]', path: link('withdrawn') },
  { name: 'signing-rejected', visitor: 'anyone', route: '/sign/[token]', path: link('rejected') },
  { name: 'join', visitor: 'anyone', route: '/join/[token]', path: join('newcomer') },
  { name: 'join-has-account', visitor: 'anyone', route: '/join/[token]', path: join('hasAccount') },
  { name: 'join-accepted', visitor: 'anyone', route: '/join/[token]', path: join('accepted') },
  { name: 'join-revoked', visitor: 'anyone', route: '/join/[token]', path: join('revoked') },
  { name: 'join-bad-link', visitor: 'anyone', route: '/join/[token]', path: () => '/join/unknown' },
  { name: 'wizard-enterprise', visitor: 'begun', route: '/signup/enterprise', path: wizard },
  { name: 'wizard-refused', visitor: 'refused', route: '/signup/enterprise/[slug]', path: wizard },
  { name: 'wizard-under-review', visitor: 'underReview', route: '/signup/enterprise/[slug]', path: wizard },
  { name: 'wizard-seal', visitor: 'verified', route: '/signup/enterprise/[slug]', path: wizard },
  {
    name: 'wizard-ready',
    visitor: 'newcomer',
    route: '/signup/enterprise/[slug]',
    path: (room) => `/signup/enterprise/${room.fresh.slug}`,
  },
  { name: 'home-new', visitor: 'newcomer', route: '/t/[slug]', path: (room) => `/t/${room.fresh.slug}` },
  {
    name: 'contracts-nothing-yet',
    visitor: 'newcomer',
    route: '/t/[slug]/contracts',
    path: (room) => `/t/${room.fresh.slug}/contracts`,
  },
  { name: 'home', visitor: 'owner', route: '/t/[slug]', path: inTenant('') },
  { name: 'contracts', visitor: 'owner', route: '/t/[slug]/contracts', path: inTenant('/contracts') },
  {
    name: 'contract-new',
    visitor: 'owner',
    route: '/t/[slug]/contracts/new',
    path: inTenant('/contracts/new'),
  },
  {
    name: 'contract-draft',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]/edit',
    path: contract('draft', '/edit'),
  },
  {
    name: 'contract-draft-parties',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]/edit',
    path: contract('draft', '/edit?step=parties'),
  },
  {
    name: 'contract-draft-fields',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]/edit',
    path: contract('draft', '/edit?step=controls'),
    act: (page) => page.locator('[data-control]').first().focus(),
  },
  {
    name: 'contract-draft-check',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]/edit',
    path: contract('draft', '/edit?step=check'),
  },
  {
    name: 'contract-awaiting-me',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]',
    path: contract('awaitingMe'),
  },
  {
    name: 'contract-awaiting-other',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]',
    path: contract('awaitingOther'),
  },
  {
    name: 'contract-completed',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]',
    path: contract('completed'),
  },
  {
    name: 'contract-withdrawn',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]',
    path: contract('withdrawn'),
  },
  {
    name: 'contract-rejected',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]',
    path: contract('rejected'),
  },
  {
    name: 'contract-failed',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]',
    path: contract('failed'),
  },
  {
    name: 'contract-expired',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]',
    path: contract('expired'),
  },
  {
    name: 'contract-seal-clicked',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]',
    path: contract('completed'),
    act: async (page) => {
      await page.locator('[data-pdf-page] button').first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'contract-withdraw',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]',
    path: contract('awaitingOther'),
    act: async (page) => {
      await page.locator('main header').getByRole('button').last().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'command-palette',
    visitor: 'owner',
    route: '/t/[slug]',
    path: inTenant(''),
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'contracts-nothing-found',
    visitor: 'owner',
    route: '/t/[slug]/contracts',
    path: inTenant('/contracts?q=zzz'),
  },
  {
    name: 'signing-member',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]/sign',
    path: contract('awaitingMe', '/sign'),
  },
  {
    name: 'signing-member-seals',
    visitor: 'owner',
    route: '/t/[slug]/contracts/[contractId]/sign',
    path: contract('awaitingMe', '/sign'),
    act: goOnSigning,
  },
  { name: 'seals', visitor: 'owner', route: '/t/[slug]/seals', path: inTenant('/seals') },
  { name: 'seal-design', visitor: 'owner', route: '/t/[slug]/seals/new', path: inTenant('/seals/new') },
  {
    name: 'seal-design-on-paper',
    visitor: 'owner',
    route: '/t/[slug]/seals/new',
    path: inTenant('/seals/new'),
    act: async (page) => {
      const paper = page.getByRole('tablist').nth(1).getByRole('tab').nth(1);
      await paper.click();
      await page.getByRole('tabpanel').getByRole('tabpanel').getByRole('img').waitFor();
    },
  },
  {
    name: 'seal-upload',
    visitor: 'owner',
    route: '/t/[slug]/seals/new',
    path: inTenant('/seals/new'),
    act: async (page) => {
      await page.getByRole('tablist').first().getByRole('tab').nth(1).click();
      await page.locator('input[type=file]').waitFor();
    },
  },
  {
    name: 'seal-forbidden',
    visitor: 'colleague',
    route: '/t/[slug]/seals/new',
    path: inTenant('/seals/new'),
  },
  { name: 'seal', visitor: 'owner', route: '/t/[slug]/seals/[sealId]', path: seal('contract') },
  { name: 'seal-disabled', visitor: 'owner', route: '/t/[slug]/seals/[sealId]', path: seal('finance') },
  {
    name: 'seal-grant',
    visitor: 'owner',
    route: '/t/[slug]/seals/[sealId]',
    path: seal('finance'),
    act: async (page) => {
      await page.locator('section[aria-labelledby=grants] button').first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'seal-disable',
    visitor: 'owner',
    route: '/t/[slug]/seals/[sealId]',
    path: seal('contract'),
    act: async (page) => {
      await page.locator('main header').getByRole('button').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'seal-edit',
    visitor: 'owner',
    route: '/t/[slug]/seals/[sealId]/edit',
    path: seal('contract', '/edit'),
  },
  {
    name: 'seal-edit-scanned',
    visitor: 'owner',
    route: '/t/[slug]/seals/[sealId]/edit',
    path: seal('scanned', '/edit'),
  },
  { name: 'members', visitor: 'owner', route: '/t/[slug]/members', path: inTenant('/members') },
  {
    name: 'members-invite',
    visitor: 'owner',
    route: '/t/[slug]/members',
    path: inTenant('/members'),
    act: async (page) => {
      await page.locator('main header').getByRole('button').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'members-none-invited',
    visitor: 'newcomer',
    route: '/t/[slug]/members',
    path: (room) => `/t/${room.fresh.slug}/members`,
  },
  { name: 'members-forbidden', visitor: 'colleague', route: '/t/[slug]/members', path: inTenant('/members') },
  { name: 'roles', visitor: 'owner', route: '/t/[slug]/members/roles', path: inTenant('/members/roles') },
  { name: 'join-other-account', visitor: 'owner', route: '/join/[token]', path: join('newcomer') },
  { name: 'settings', visitor: 'owner', route: '/t/[slug]/settings', path: inTenant('/settings') },
  { name: 'operator-tenants', visitor: 'operator', route: '/operator', path: () => '/operator' },
  {
    name: 'operator-nothing-found',
    visitor: 'operator',
    route: '/operator',
    path: () => '/operator',
    act: async (page) => {
      await page.getByRole('searchbox').fill('no such enterprise');
      await page.getByRole('status').waitFor();
    },
  },
  {
    name: 'operator-tenant',
    visitor: 'operator',
    route: '/operator/tenants/[slug]',
    path: (room) => `/operator/tenants/${room.busy.slug}`,
  },
  {
    name: 'operator-providers',
    visitor: 'operator',
    route: '/operator/providers',
    path: () => '/operator/providers',
  },
  {
    name: 'operator-catalogue',
    visitor: 'operator',
    route: '/operator/catalogue',
    path: () => '/operator/catalogue',
  },
  { name: 'signing-expired', visitor: 'anyone', route: '/sign/[token]', path: link('expired') },
  {
    name: 'signing-refuse',
    visitor: 'anyone',
    route: '/sign/[token]',
    path: link('awaiting'),
    act: async (page) => {
      await page.locator('header').getByRole('button').first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'signing-pad',
    visitor: 'anyone',
    route: '/sign/[token]',
    path: link('awaiting'),
    act: async (page) => {
      await goOnSigning(page);
      await write(page);
    },
  },
  {
    name: 'signing-typed',
    visitor: 'anyone',
    route: '/sign/[token]',
    path: link('awaiting'),
    act: async (page) => {
      await goOnSigning(page);
      await page.getByRole('dialog').getByRole('tab').nth(1).click();
      await page.getByRole('dialog').getByRole('img').waitFor();
    },
  },
  {
    name: 'signing-code',
    visitor: 'anyone',
    route: '/sign/[token]',
    path: link('awaiting'),
    act: async (page) => {
      await goOnSigning(page);
      await write(page);
      await page.getByRole('dialog').getByRole('button').last().click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await goOnSigning(page);
    },
  },
  {
    name: 'verify-result',
    visitor: 'anyone',
    route: '/verify',
    path: () => '/verify',
    act: async (page) => {
      await page.locator('input[type=file]').setInputFiles(SIGNED_BY_OTHERS);
      await page.locator('summary').first().waitFor();
    },
  },
];

const SIGNED_BY_OTHERS = fileURLToPath(new URL('../samples/signed-by-others.pdf', import.meta.url));

/** The one act of the bar at the foot of the signing page: the next place, and at last the code. */
async function goOnSigning(page: Page): Promise<void> {
  await page.locator('section.fixed').getByRole('button').last().click();
  await page.getByRole('dialog').waitFor();
}
