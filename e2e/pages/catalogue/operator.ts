import { type CataloguePage, pagesOf } from './catalogue-page.ts';

const tenants = pagesOf('operator', '/operator');

/** What the platform's operators see. */
export const operatorPages: readonly CataloguePage[] = [
  tenants('operator-tenants', () => '/operator'),
  tenants(
    'operator-nothing-found',
    () => '/operator',
    async (page) => {
      await page.getByRole('searchbox').fill('no such enterprise');
      await page.getByRole('status').waitFor();
    },
  ),
  pagesOf('operator', '/operator/tenants/[slug]')(
    'operator-tenant',
    (room) => `/operator/tenants/${room.busy.slug}`,
  ),
  pagesOf('operator', '/operator/tenants/[slug]/certificates')(
    'operator-certificates',
    (room) => `/operator/tenants/${room.busy.slug}/certificates`,
  ),
  pagesOf('operator', '/operator/providers')('operator-providers', () => '/operator/providers'),
  pagesOf('operator', '/operator/catalogue')('operator-catalogue', () => '/operator/catalogue'),
];
