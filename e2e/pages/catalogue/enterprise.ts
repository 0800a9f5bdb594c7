import { type CataloguePage, inFreshTenant, inTenant, opensDialog, pagesOf } from './catalogue-page.ts';

const home = pagesOf('owner', '/t/[slug]');
const members = pagesOf('owner', '/t/[slug]/members');
const settings = pagesOf('owner', '/t/[slug]/settings');
const certificates = pagesOf('owner', '/t/[slug]/settings/certificates');
const REVOKE = /^(吊销|Revoke)/;

/** Presses the nth "change" among the policies. */
const changesPolicy = (nth: number) =>
  opensDialog((page) =>
    page.locator('section[aria-labelledby="policies"]').getByRole('button').nth(nth).click(),
  );

/** The enterprise itself: its home, members, roles and settings. */
export const enterprisePages: readonly CataloguePage[] = [
  pagesOf('newcomer', '/t/[slug]')('home-new', inFreshTenant('')),
  home('home', inTenant('')),
  home(
    'command-palette',
    inTenant(''),
    opensDialog((page) => page.keyboard.press('Control+k')),
  ),
  members('members', inTenant('/members')),
  members(
    'members-invite',
    inTenant('/members'),
    opensDialog((page) => page.locator('main header').getByRole('button').click()),
  ),
  pagesOf('newcomer', '/t/[slug]/members')('members-none-invited', inFreshTenant('/members')),
  pagesOf('colleague', '/t/[slug]/members')('members-forbidden', inTenant('/members')),
  pagesOf('owner', '/t/[slug]/members/roles')('roles', inTenant('/members/roles')),
  settings('settings', inTenant('/settings')),
  settings('settings-level', inTenant('/settings'), changesPolicy(0)),
  settings('settings-algorithm', inTenant('/settings'), changesPolicy(1)),
  pagesOf('colleague', '/t/[slug]/settings')('settings-colleague', inTenant('/settings')),
  certificates('certificates', inTenant('/settings/certificates')),
  certificates(
    'certificates-revoke',
    inTenant('/settings/certificates'),
    opensDialog((page) =>
      page.locator('main table tbody').getByRole('button', { name: REVOKE }).first().click(),
    ),
  ),
  pagesOf('newcomer', '/t/[slug]/settings/certificates')(
    'certificates-none',
    inFreshTenant('/settings/certificates'),
  ),
  pagesOf('colleague', '/t/[slug]/settings/certificates')(
    'certificates-forbidden',
    inTenant('/settings/certificates'),
  ),
];
