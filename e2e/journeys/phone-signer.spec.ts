import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { e2eEnv } from '../env.ts';
import { logIn } from '../log-in.ts';
import { mailOf } from '../mail.ts';
import { checkPage } from '../page-checks.ts';
import { sendContract } from '../sent-contract.ts';
import { agree, expectCompleted, write } from '../sign-by-code.ts';
import { texts } from '../texts.ts';

const zh = texts('zh-CN');
const en = texts('en');

test('two persons sign two documents on their phones: one by hand, one by typing the name', async ({
  page,
  request,
  browser,
}) => {
  test.setTimeout(180_000);
  const run = Date.now().toString(36);
  const ada = { name: 'Ada Martin', email: `ada-${run}@example.com`, locale: 'en' as const };
  const wang = { name: '王芳喆', email: `wang-${run}@example.com`, locale: 'zh-CN' as const };
  const owner = page.context().request;
  await logIn(owner, e2eEnv.demo);
  const { contractId, slug } = await sendContract(owner, {
    title: `框架协议 ${run}`,
    signers: [ada, wang],
    ordering: 'sequential',
    annex: { label: 'Address' },
  });

  await onPhone(browser, 'en-GB', async (phone) => {
    const mail = mailOf(request, ada.email);
    await phone.goto(await mail.link());
    await test.step('writes and fills in, one place after the other', () => fillByHand(phone));
    await agree(phone, mail, en);
    await expect(phone.getByText(en('signing.signedTitle')).first()).toBeVisible({ timeout: 45_000 });
    await checkPage(phone, 'signed on a phone, another to sign');
  });
  await onPhone(browser, 'zh-CN', async (phone) => {
    const mail = mailOf(request, wang.email);
    await phone.goto(await mail.link());
    await test.step('types the name', () => fillByTyping(phone));
    await agree(phone, mail, zh);
    await expectCompleted(phone, zh);
    await checkPage(phone, 'completed on a phone');
  });
  const detail = await owner.get(`/api/v1/contracts/${contractId}`, { headers: { 'x-tenant': slug } });
  const contract = await detail.json();
  expect(contract).toMatchObject({ state: 'completed' });
  for (const document of contract.documents) {
    const answer = await owner.get(`/api/v1/contracts/${contractId}/documents/${document.id}/verification`, {
      headers: { 'x-tenant': slug },
    });
    const report = await answer.json();
    expect(report.verdict, document.title).toBe('valid');
    // The platform's certification and both signers.
    expect(report.signatures.map(({ trust }: { trust: string }) => trust)).toEqual([
      'trusted',
      'trusted',
      'trusted',
    ]);
  }
});

async function onPhone(browser: Browser, locale: string, work: (page: Page) => Promise<void>) {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
    locale,
  });
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

async function fillByHand(page: Page) {
  await page.getByRole('button', { name: en('signing.next', { what: en('signing.kinds.signature') }) }).tap();
  await checkPage(page, 'signature pad');
  const use = page.getByRole('button', { name: en('signing.useSignature') });
  await expect(use).toBeDisabled();
  await write(page);
  await page.getByRole('button', { name: en('signing.undo') }).tap();
  await expect(use).toBeDisabled();
  await write(page);
  await use.tap();
  // The signature serves its places in both documents; what is left is the text in the second.
  await page.getByRole('button', { name: en('signing.next', { what: 'Address' }) }).tap();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill('1 Long Street\nBath');
  await checkPage(page, 'filling in a text');
  await dialog.getByRole('button', { name: en('signing.fillIn') }).tap();
  // The page is thrown away and comes back where it was.
  await page.reload();
  await expect(page.getByRole('button', { name: en('signing.confirm') })).toBeVisible();
  await checkPage(page, 'everything filled in, on a phone');
}

async function fillByTyping(page: Page) {
  await page.getByRole('button', { name: zh('signing.next', { what: zh('signing.kinds.signature') }) }).tap();
  await page.getByRole('tab', { name: zh('signing.ways.typed') }).tap();
  const use = page.getByRole('button', { name: zh('signing.useSignature') });
  // The brush knows no 喆: it says so, and the other style does.
  await expect(page.getByText('喆', { exact: false }).last()).toBeVisible();
  await expect(use).toBeDisabled();
  await page.getByLabel(zh('signing.styles.print')).check();
  await expect(page.getByRole('img', { name: zh('signing.typedPreview', { text: '王芳喆' }) })).toBeVisible();
  await checkPage(page, 'typed signature');
  await use.tap();
}
