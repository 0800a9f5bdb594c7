import { type Browser, expect, test } from '@playwright/test';
import { e2eEnv } from '../env.ts';
import { logIn } from '../log-in.ts';
import { mailOf } from '../mail.ts';
import { checkPage } from '../page-checks.ts';
import { sendContract } from '../sent-contract.ts';
import { texts } from '../texts.ts';

const zh = texts('zh-CN');
const en = texts('en');

test('a signer refuses with a reason; the owner reads it, and the others’ links say so', async ({
  page,
  request,
  browser,
}) => {
  test.slow();
  const run = Date.now().toString(36);
  const ada = { name: 'Ada Martin', email: `ada-${run}@example.com`, locale: 'en' as const };
  const ming = { name: '明远', email: `ming-${run}@example.com`, locale: 'zh-CN' as const };
  const title = `技术服务合同 ${run}`;
  const reason = '第三条的付款期限与约定不符。\n请改为三十日后重新发送。';
  const owner = page.context().request;
  await logIn(owner, e2eEnv.demo);
  const message = '请核对第三条后签署，谢谢。';
  const { contractId, slug } = await sendContract(owner, { title, signers: [ada, ming], message });
  const link = {
    ada: await mailOf(request, ada.email).link(),
    ming: await mailOf(request, ming.email).link(),
  };

  await test.step('refuses, but not without a reason', () => refuse(browser, link.ada, reason));

  await test.step('the owner reads who refused and why', async () => {
    await page.goto(`/t/${slug}/contracts/${contractId}`);
    await expect(page.getByText(zh('state.rejected')).first()).toBeVisible();
    await expect(page.getByText('第三条的付款期限与约定不符').first()).toBeVisible();
    await checkPage(page, 'a refused contract');
  });

  await test.step('the other signer’s link says so, with the reason', async () => {
    const context = await browser.newContext({ locale: 'zh-CN' });
    try {
      const other = await context.newPage();
      await other.goto(link.ming);
      await expect(other.getByText(zh('signing.endings.rejected.title'))).toBeVisible();
      await expect(other.getByText('请改为三十日后重新发送')).toBeVisible();
      await expect(other.getByRole('button', { name: zh('signing.confirm') })).toHaveCount(0);
      await checkPage(other, 'refused by another party');
    } finally {
      await context.close();
    }
  });
});

async function refuse(browser: Browser, link: string, reason: string) {
  const context = await browser.newContext({ locale: 'en-GB' });
  try {
    const page = await context.newPage();
    await page.goto(link);
    await expect(page.getByText('请核对第三条后签署')).toBeVisible();
    await page.getByRole('button', { name: en('signing.refuse') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: en('signing.refuse') }).click();
    await expect(dialog.getByText(en('validation.required'))).toBeVisible();
    await dialog.getByLabel(en('document.reason')).fill(reason);
    await checkPage(page, 'refusing');
    await dialog.getByRole('button', { name: en('signing.refuse') }).click();
    await expect(page.getByText(en('signing.endings.refused.title'))).toBeVisible();
    // Coming back changes nothing.
    await page.reload();
    await expect(page.getByText(en('signing.endings.refused.title'))).toBeVisible();
    await checkPage(page, 'refused');
  } finally {
    await context.close();
  }
}
