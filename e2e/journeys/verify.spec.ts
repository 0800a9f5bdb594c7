import { readFile, writeFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { e2eEnv } from '../env.ts';
import { logIn } from '../log-in.ts';
import { mailOf } from '../mail.ts';
import { checkPage } from '../page-checks.ts';
import { longPdf, samplePdf } from '../sample-files.ts';
import { sendContract } from '../sent-contract.ts';
import { agree, expectCompleted, write } from '../sign-by-code.ts';
import { texts } from '../texts.ts';

const zh = texts('zh-CN');

test('our own file: valid, with seals to click and a report to keep; a changed byte is found', async ({
  page,
  request,
  browser,
}) => {
  test.slow();
  const run = Date.now().toString(36);
  const signer = { name: '王芳', email: `fang-${run}@example.com`, locale: 'zh-CN' as const };
  await logIn(page.context().request, e2eEnv.demo);
  await sendContract(page.context().request, { title: `验证 ${run}`, signers: [signer] });
  const mail = mailOf(request, signer.email);
  const guest = await (await browser.newContext()).newPage();
  await guest.goto(await mail.link());
  await guest
    .getByRole('button', { name: zh('signing.next', { what: zh('signing.kinds.signature') }) })
    .click();
  await write(guest);
  await guest.getByRole('button', { name: zh('signing.useSignature') }).click();
  await agree(guest, mail, zh);
  await expectCompleted(guest, zh);
  const started = guest.waitForEvent('download');
  await guest
    .getByRole('dialog')
    .getByRole('button', { name: zh('signing.download') })
    .click();
  const file = await readFile(await (await started).path());
  await guest.context().close();

  await verify(page, 'own.pdf', file);
  await expect(page.getByText(zh('verdict.good.title'), { exact: true })).toBeVisible();
  const story = page.getByText(zh('verify.stories.ours'));
  await expect(story).toHaveCount(2);
  await checkPage(page, 'own file verified');
  await page.getByRole('button', { name: zh('verify.showSignature', { signer: '王芳' }) }).click();
  await expect(page.getByRole('dialog').getByText(zh('verify.notLicensed'))).toBeVisible();
  await checkPage(page, 'what stands behind a seal');
  await page.keyboard.press('Escape');
  await page.locator('summary').last().click();
  await expect(page.getByText('ETSI.CAdES.detached').last()).toBeVisible();
  const report = page.waitForEvent('download');
  await page.getByRole('button', { name: zh('verify.downloadReport') }).click();
  const saved = JSON.parse(await readFile(await (await report).path(), 'utf8'));
  expect(saved).toMatchObject({ file: { name: 'own.pdf', size: file.length }, report: { verdict: 'valid' } });

  const changed = Buffer.from(file);
  changed[300] = (changed[300] ?? 0) ^ 1;
  await verify(page, 'changed.pdf', changed);
  await expect(page.getByText(zh('verdict.invalid.title'), { exact: true })).toBeVisible();
  await checkPage(page, 'a changed file');
});

test('a file that others signed: intact, and why its signer is not confirmed', async ({ page }) => {
  const foreign = new URL('../samples/signed-by-others.pdf', import.meta.url);
  await verify(page, 'foreign.pdf', await readFile(foreign));
  await expect(page.getByText(zh('verdict.unconfirmed.title'), { exact: true })).toBeVisible();
  await expect(page.getByText(zh('verify.stories.foreign', { issuer: 'Foreign Root' }))).toBeVisible();
  await checkPage(page, 'a file signed by others');
});

const others = [
  { what: 'an unsigned PDF', verdict: 'unsigned', bytes: samplePdf },
  { what: 'text called PDF', verdict: 'notPdf', bytes: async () => Buffer.from('hello') },
  { what: 'half a PDF', verdict: 'damaged', bytes: async () => (await samplePdf()).subarray(0, 400) },
  {
    what: 'an encrypted PDF',
    verdict: 'encrypted',
    bytes: async () => {
      const pdf = (await samplePdf({ plain: true })).toString('latin1');
      return Buffer.from(pdf.replace(/trailer\s*<</, '$&\n/Encrypt << /Filter /Standard /V 1 >>'), 'latin1');
    },
  },
  {
    what: 'a file of 51 MB',
    verdict: 'tooLarge',
    bytes: async () => Buffer.alloc(51 * 1024 * 1024, '%PDF-'),
  },
] as const;

for (const { what, verdict, bytes } of others) {
  test(`${what} gets a plain answer`, async ({ page }) => {
    await verify(page, 'file.pdf', await bytes());
    await expect(page.getByText(zh(`verdict.${verdict}.title`), { exact: true })).toBeVisible();
    await expect(page.getByText('SHA-256').first()).toBeVisible();
    await checkPage(page, what);
  });
}

test('of 200 pages only those near the screen are drawn, wherever one scrolls', async ({ page }) => {
  await verify(page, 'long.pdf', await longPdf(200));
  await expect(page.locator('[data-pdf-page]')).toHaveCount(200);
  const live = () => page.locator('[data-pdf-page] canvas').count();
  const most: number[] = [];
  for (const number of [1, 40, 120, 200, 10]) {
    const input = page.getByLabel(zh('viewer.page', { total: 200 }));
    await input.fill(String(number));
    await input.press('Enter');
    await expect(page.locator(`[data-pdf-page="${number}"] canvas`)).toBeVisible();
    await expect(page.locator(`[data-pdf-page="${number}"] .pdf-text`)).toContainText(`page ${number}`);
    most.push(await live());
  }
  for (let step = 0; step < 30; step++) {
    await page.mouse.wheel(0, 1_500);
    most.push(await live());
  }
  expect(Math.max(...most)).toBeLessThanOrEqual(8);
});

async function verify(page: Page, name: string, buffer: Buffer): Promise<void> {
  const path = test.info().outputPath(name);
  await writeFile(path, buffer);
  await page.goto('/verify');
  await page.locator('input[type=file]').setInputFiles(path);
  await expect(page.getByRole('region', { name: zh('verify.result') })).toBeVisible({ timeout: 30_000 });
}
