import { randomUUID } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { e2eEnv } from '../env.ts';
import { encryptedPdf, samplePdf, wordFile } from '../sample-files.ts';
import { texts } from '../texts.ts';

const zh = texts('zh-CN');

test.beforeEach(async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('textbox', { name: zh('login.email') }).fill(e2eEnv.demo.email);
  await page
    .getByRole('textbox', { name: zh('login.passwordField'), exact: true })
    .fill(e2eEnv.demo.password);
  await page.getByRole('button', { name: zh('login.submit'), exact: true }).click();
  await page.waitForURL(/\/t\/[^/]+/);
  await page.goto(`${new URL(page.url()).pathname.match(/^\/t\/[^/]+/)?.[0]}/contracts/new`);
});

const files = [
  { what: 'an empty file', code: 'FILE_EMPTY', extension: 'pdf', bytes: async () => Buffer.alloc(0) },
  {
    what: 'text called PDF',
    code: 'FILE_TYPE_MISMATCH',
    extension: 'pdf',
    bytes: async () => Buffer.from('hello'),
  },
  { what: 'a PDF called Word', code: 'FILE_TYPE_MISMATCH', extension: 'docx', bytes: samplePdf },
  {
    what: 'a picture',
    code: 'FILE_TYPE_UNSUPPORTED',
    extension: 'png',
    bytes: async () => Buffer.from('\x89PNG'),
  },
  {
    what: 'a damaged PDF',
    code: 'PDF_DAMAGED',
    extension: 'pdf',
    bytes: async () => (await samplePdf()).subarray(0, 400),
  },
  { what: 'a PDF with a password', code: 'PDF_ENCRYPTED', extension: 'pdf', bytes: encryptedPdf },
  {
    what: 'a Word file with macros',
    code: 'CONVERSION_MACROS',
    extension: 'docx',
    bytes: async () => wordFile({ 'word/vbaProject.bin': 'x' }),
  },
  {
    what: 'a Word file that unpacks to hundreds of megabytes',
    code: 'FILE_TOO_LARGE',
    extension: 'docx',
    bytes: async () => wordFile({ 'word/media/a.bmp': Buffer.alloc(210 * 1024 * 1024) }),
  },
];

for (const { what, code, extension, bytes } of files) {
  test(`${what} is refused with words that say what to do, and nothing is kept`, async ({ page }) => {
    // Others put up contracts at the same time; of this one nothing may be seen.
    const title = randomUUID();
    await page.locator('input[type=file]').setInputFiles({
      name: `${title}.${extension}`,
      mimeType: 'application/octet-stream',
      buffer: await bytes(),
    });
    const words = zh(`errors.${code}`).split('{')[0] ?? '';
    await expect(page.getByText(words.slice(0, 12)).first()).toBeVisible();
    await expect(page).toHaveURL(/contracts\/new/);
    expect((await newestTitles(page)).filter((each) => each.includes(title))).toEqual([]);
  });
}

test('of several files the good ones are taken, and each bad one says why', async ({ page }) => {
  const pdf = 'application/pdf';
  await page.locator('input[type=file]').setInputFiles([
    { name: 'bad.pdf', mimeType: pdf, buffer: Buffer.from('hello') },
    { name: 'good.pdf', mimeType: pdf, buffer: await samplePdf() },
  ]);
  await expect(page.getByRole('listitem').filter({ hasText: 'bad.pdf' }).getByRole('alert')).toBeVisible();
  await page.getByRole('button', { name: zh('newContract.dismiss', { file: 'bad.pdf' }) }).click();
  await page.waitForURL(/\/edit/);
  await expect(page.getByRole('list', { name: zh('draft.documents') }).getByRole('listitem')).toHaveCount(1);
});

test('what cannot be saved is said by its field, stays there through a reload, and half of it is never saved', async ({
  page,
}) => {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: await samplePdf() });
  await page.waitForURL(/\/edit/);
  const title = page.getByLabel(zh('draft.contractTitle'));
  await title.fill('长'.repeat(121));
  await expect(page.getByText(zh('validation.tooLong', { length: 120 }))).toBeVisible();
  await expect(page.getByText(zh('draft.saving.refused'))).toBeVisible();
  await page.getByRole('tab', { name: new RegExp(zh('draft.steps.parties')) }).click();
  const name = page.getByLabel(zh('draft.name'), { exact: true });
  await name.fill('\u202e李明');
  await expect(page.getByText(zh('validation.invalid'))).toBeVisible();
  expect(await titleOf(page)).toBe('a');

  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(title).toHaveValue('长'.repeat(121));
  await title.fill('<img src=x onerror=alert(1)> {{7*7}}');
  await page.getByRole('tab', { name: new RegExp(zh('draft.steps.parties')) }).click();
  await expect(name).toHaveValue('\u202e李明');
  await name.fill('李明');
  await expect(page.getByText(zh('draft.saving.saved'))).toBeVisible();
  expect(await titleOf(page)).toBe('<img src=x onerror=alert(1)> {{7*7}}');
});

async function titleOf(page: Page): Promise<string> {
  const [, , slug = '', , id = ''] = new URL(page.url()).pathname.split('/');
  const response = await page.request.get(`/api/v1/contracts/${id}`, { headers: { 'x-tenant': slug } });
  return ((await response.json()) as { title: string }).title;
}

async function newestTitles(page: Page): Promise<string[]> {
  const slug = new URL(page.url()).pathname.split('/')[2] ?? '';
  const response = await page.request.get('/api/v1/contracts', { headers: { 'x-tenant': slug } });
  expect(response.ok()).toBe(true);
  return ((await response.json()) as { items: { title: string }[] }).items.map(({ title }) => title);
}
