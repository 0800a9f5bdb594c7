import { expect, type Page, test } from '@playwright/test';
import { e2eEnv } from '../env.ts';
import { samplePdf } from '../sample-files.ts';
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
  { what: 'an empty file', code: 'FILE_EMPTY', name: 'a.pdf', bytes: async () => Buffer.alloc(0) },
  {
    what: 'text called PDF',
    code: 'FILE_TYPE_MISMATCH',
    name: 'a.pdf',
    bytes: async () => Buffer.from('hello'),
  },
  { what: 'a PDF called Word', code: 'FILE_TYPE_MISMATCH', name: 'a.docx', bytes: samplePdf },
  {
    what: 'a picture',
    code: 'FILE_TYPE_UNSUPPORTED',
    name: 'a.png',
    bytes: async () => Buffer.from('\x89PNG'),
  },
  {
    what: 'a damaged PDF',
    code: 'PDF_DAMAGED',
    name: 'a.pdf',
    bytes: async () => (await samplePdf()).subarray(0, 400),
  },
];

for (const { what, code, name, bytes } of files) {
  test(`${what} is refused with words that say what to do, and nothing is kept`, async ({ page }) => {
    const before = await contractCount(page);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: await bytes() });
    const words = zh(`errors.${code}`).split('{')[0] ?? '';
    await expect(page.getByText(words.slice(0, 12)).first()).toBeVisible();
    await expect(page).toHaveURL(/contracts\/new/);
    expect(await contractCount(page)).toBe(before);
  });
}

async function contractCount(page: Page): Promise<number> {
  const slug = new URL(page.url()).pathname.split('/')[2] ?? '';
  const response = await page.request.get('/api/v1/contracts', { headers: { 'x-tenant': slug } });
  expect(response.ok()).toBe(true);
  return ((await response.json()) as { items: unknown[] }).items.length;
}
