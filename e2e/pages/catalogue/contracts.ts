import type { Showroom } from '../showroom.ts';
import { type CataloguePage, inFreshTenant, inTenant, opensDialog, pagesOf } from './catalogue-page.ts';

const list = pagesOf('owner', '/t/[slug]/contracts');
const draft = pagesOf('owner', '/t/[slug]/contracts/[contractId]/edit');
const contract = pagesOf('owner', '/t/[slug]/contracts/[contractId]');
const at =
  (which: keyof Showroom['busy']['contracts'], path = '') =>
  (room: Showroom) =>
    `/t/${room.busy.slug}/contracts/${room.busy.contracts[which]}${path}`;

/** Contracts from the first file to the end, as their owner sees them. */
export const contractPages: readonly CataloguePage[] = [
  pagesOf('newcomer', '/t/[slug]/contracts')('contracts-nothing-yet', inFreshTenant('/contracts')),
  list('contracts', inTenant('/contracts')),
  list('contracts-nothing-found', inTenant('/contracts?q=zzz')),
  pagesOf('owner', '/t/[slug]/contracts/new')('contract-new', inTenant('/contracts/new')),
  draft('contract-draft', at('draft', '/edit')),
  draft('contract-draft-parties', at('draft', '/edit?step=parties')),
  draft('contract-draft-fields', at('draft', '/edit?step=controls'), (page) =>
    page.locator('[data-control]').first().focus(),
  ),
  draft('contract-draft-check', at('draft', '/edit?step=check')),
  contract('contract-awaiting-me', at('awaitingMe')),
  contract('contract-awaiting-other', at('awaitingOther')),
  contract('contract-completed', at('completed')),
  contract('contract-withdrawn', at('withdrawn')),
  contract('contract-rejected', at('rejected')),
  contract('contract-failed', at('failed')),
  contract('contract-expired', at('expired')),
  contract(
    'contract-seal-clicked',
    at('completed'),
    opensDialog((page) => page.locator('[data-pdf-page] button').first().click()),
  ),
  contract(
    'contract-withdraw',
    at('awaitingOther'),
    opensDialog((page) => page.locator('main header').getByRole('button').last().click()),
  ),
];
