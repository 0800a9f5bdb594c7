import { type Browser, expect, type Page, test } from '@playwright/test';
import { e2eEnv } from '../env.ts';
import { logIn } from '../log-in.ts';
import { mailOf } from '../mail.ts';
import { checkPage } from '../page-checks.ts';
import { sendContract } from '../sent-contract.ts';
import { type Locale, texts } from '../texts.ts';

const zh = texts('zh-CN');
const REASON = '付款条件有误，改正后重新发送。';

test('a sent contract is withdrawn with a reason, and the signer’s link says so in both languages', async ({
  page,
  browser,
  request,
}) => {
  test.slow();
  const run = Date.now().toString(36);
  const signer = { name: '秦岚', email: `signer-${run}@example.com`, locale: 'zh-CN' as const };
  const title = `设备采购合同 ${run}`;
  const mail = mailOf(request, signer.email);

  await logIn(page.request, e2eEnv.demo);
  const { contractId, slug } = await test.step('sends', () =>
    sendContract(page.request, { title, signers: [signer] }));
  const link = await mail.link();
  await test.step('finds it among those that await others', () => find(page, title));
  await test.step('withdraws it with a reason', () => withdraw(page));
  await test.step('the act is over and cannot be repeated', async () => {
    const again = await page.request.post(`/api/v1/contracts/${contractId}/withdrawal`, {
      headers: { 'x-tenant': slug, origin: e2eEnv.url },
      data: { reason: REASON },
    });
    expect(again.status()).toBe(409);
  });
  for (const locale of ['zh-CN', 'en'] as const) {
    await test.step(`the link says so in ${locale}`, () => readLink(browser, link, locale));
  }
});

async function find(page: Page, title: string) {
  await page.goto('/home');
  await page.waitForURL(/\/t\/[^/]+$/);
  await page.goto(`${new URL(page.url()).pathname}/contracts?view=awaiting_others`);
  await page.getByRole('searchbox', { name: zh('contracts.search') }).fill(title);
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('row')).toHaveCount(2);
  await checkPage(page, 'contracts that await others, searched');
  await page.getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

async function withdraw(page: Page) {
  await page.getByRole('button', { name: zh('contract.withdraw') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: zh('contract.withdraw') }).click();
  // Without a reason nothing happens.
  await expect(dialog.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByRole('textbox').fill(REASON);
  await checkPage(page, 'withdrawing');
  await dialog.getByRole('button', { name: zh('contract.withdraw') }).click();
  await expect(page.getByText(zh('state.withdrawn')).first()).toBeVisible();
  await expect(page.getByText(REASON).first()).toBeVisible();
  await expect(page.getByRole('button', { name: zh('contract.withdraw') })).toHaveCount(0);
  await checkPage(page, 'withdrawn');
}

async function readLink(browser: Browser, link: string, locale: Locale) {
  const words = texts(locale);
  const context = await browser.newContext({ locale, viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    await page.goto(link);
    await expect(page.getByText(words('signing.endings.withdrawn.title')).first()).toBeVisible();
    await expect(page.getByText(REASON)).toBeVisible();
    await expect(page.getByRole('button', { name: words('signing.confirm') })).toHaveCount(0);
    await checkPage(page, `withdrawn, as the signer sees it in ${locale}`);
  } finally {
    await context.close();
  }
}
