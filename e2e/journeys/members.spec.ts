import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { e2eEnv } from '../env.ts';
import { logIn } from '../log-in.ts';
import { mailOf } from '../mail.ts';
import { checkPage } from '../page-checks.ts';
import { texts } from '../texts.ts';

const zh = texts('zh-CN');
const en = texts('en');

test('a colleague is invited, joins with exactly the roles granted, and is out at once when disabled', async ({
  page,
  request,
  browser,
}) => {
  test.setTimeout(180_000);
  const run = Date.now().toString(36);
  const person = { name: `Rita Moore ${run}`, email: `rita-${run}@example.com` };
  await logIn(page.context().request, e2eEnv.demo);
  await page.goto('/home');
  await page.waitForURL(/\/t\/[^/]+/);
  const tenant = new URL(page.url()).pathname.match(/^\/t\/[^/]+/)?.[0] ?? '';

  await test.step('invites', () => invite(page, tenant, person));
  const link = await mailOf(request, person.email).link();
  const guest = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 844 } });
  try {
    await test.step('joins', () => join(guest, link, person));
    await test.step('has exactly the permissions of a reviewer', () => actsAsReviewer(guest, tenant));
    await test.step('is disabled', () => disable(page, tenant, person.name));
    await test.step('is out at once', () => isOut(guest, tenant));
    await test.step('the link leads nowhere any more', () => linkIsUsed(guest, link));
  } finally {
    await guest.close();
  }
});

async function invite(page: Page, tenant: string, person: { name: string; email: string }) {
  await page.goto(`${tenant}/members`);
  await page.getByRole('button', { name: zh('invitations.dialogTitle') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(zh('invitations.emailField'), { exact: true }).fill(person.email);
  await dialog.getByLabel(zh('invitations.nameField'), { exact: true }).fill(person.name);
  await dialog.getByLabel(zh('roles.names.user')).uncheck();
  await dialog.getByRole('button', { name: zh('invitations.send') }).click();
  await expect(dialog.getByText(zh('members.roleNeeded'))).toBeVisible();
  await dialog.getByLabel(zh('roles.names.reviewer')).check();
  await checkPage(page, 'inviting a member');
  await dialog.getByRole('button', { name: zh('invitations.send') }).click();
  await expect(dialog).toBeHidden();
  const invitations = page.getByRole('region', { name: zh('invitations.title') });
  await expect(invitations.getByText(person.email)).toBeVisible();
  await checkPage(page, 'members with an open invitation');

  await page.getByRole('button', { name: zh('invitations.dialogTitle') }).click();
  await dialog.getByLabel(zh('invitations.emailField'), { exact: true }).fill(person.email.toUpperCase());
  await dialog.getByLabel(zh('invitations.nameField'), { exact: true }).fill(person.name);
  await dialog.getByRole('button', { name: zh('invitations.send') }).click();
  await expect(dialog.getByText(zh('errors.INVITATION_OPEN'))).toBeVisible();
  await page.keyboard.press('Escape');
}

async function join(guest: BrowserContext, link: string, person: { name: string }) {
  const page = await guest.newPage();
  await page.goto(link);
  await checkPage(page, 'joining on a phone');
  await expect(page.getByLabel(en('join.name'))).toHaveValue(person.name);
  await page.getByLabel(en('join.password'), { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: en('join.create') }).click();
  await page.waitForURL(/\/t\/[^/]+/);
  await page.close();
}

async function actsAsReviewer(guest: BrowserContext, tenant: string) {
  const page = await guest.newPage();
  await page.goto(`${tenant}/members`);
  await expect(page.getByRole('heading', { name: en('members.title'), level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: en('invitations.dialogTitle') })).toHaveCount(0);
  await checkPage(page, 'members as a reviewer sees them');
  await page.goto(`${tenant}/members/roles`);
  const own = page.getByRole('region', { name: en('roles.names.reviewer') });
  await expect(own.getByRole('listitem')).toHaveCount(4);
  await checkPage(page, 'roles on a phone');
  const slug = tenant.replace('/t/', '');
  const invitation = { email: 'x@example.com', name: 'X', roles: ['user'], locale: 'en' };
  const refused = await page.evaluate(
    async ([tenantSlug, data]) => {
      const headers = { 'content-type': 'application/json', 'x-tenant': tenantSlug };
      const init = { method: 'POST', headers, body: JSON.stringify(data) };
      return (await fetch('/api/v1/member-invitations', init)).status;
    },
    [slug, invitation] as const,
  );
  expect(refused).toBe(403);
  await page.close();
}

async function disable(page: Page, tenant: string, name: string) {
  await page.goto(`${tenant}/members`);
  await page.getByRole('button', { name: zh('members.acts', { name }) }).click();
  await page.getByRole('menuitem', { name: zh('members.disable') }).click();
  await checkPage(page, 'asked before a member is disabled');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: zh('members.disable') })
    .click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row.getByText(zh('members.states.disabled'))).toBeVisible();
}

async function isOut(guest: BrowserContext, tenant: string) {
  const page = await guest.newPage();
  const response = await page.goto(tenant);
  expect(response?.status()).toBe(404);
  await page.close();
}

async function linkIsUsed(guest: BrowserContext, link: string) {
  const page = await guest.newPage();
  await page.goto(link);
  await expect(page.getByRole('button', { name: en('join.create') })).toHaveCount(0);
  await checkPage(page, 'an invitation that was used');
  await page.close();
}
