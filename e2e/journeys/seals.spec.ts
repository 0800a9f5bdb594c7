import { type Browser, expect, type Page, test } from '@playwright/test';
import { e2eEnv } from '../env.ts';
import { logIn } from '../log-in.ts';
import { checkPage } from '../page-checks.ts';
import { texts } from '../texts.ts';

const zh = texts('zh-CN');
const run = Date.now().toString(36);

test('a seal is designed, another cut out of a scan, one disabled, and what cannot be is refused', async ({
  page,
  browser,
}) => {
  test.slow();
  await logIn(page.request, e2eEnv.demo);
  const seals = await sealsPath(page);
  const designed = `设计章 ${run}`;
  await test.step('designs a seal', () => design(page, seals, designed));
  await test.step('cuts one out of a scan', async () => {
    await upload(page, seals, { taken: designed, name: `扫描章 ${run}`, scan: await scanOf(browser) });
  });
  await test.step('grants it to nobody, then to a member until a day', () => grant(page));
  await test.step('disables it', () => disable(page, seals, `扫描章 ${run}`));
  await test.step('gives the designed one another size', () => edit(page, seals, designed));
});

async function sealsPath(page: Page): Promise<string> {
  const tenants: { slug: string }[] = await (await page.request.get('/api/v1/me/tenants')).json();
  return `/t/${tenants[0]?.slug}/seals`;
}

const studio = (key: string) => zh(`seals.studio.${key}`);

async function design(page: Page, seals: string, name: string) {
  await page.goto(`${seals}/new`);
  const panel = page.getByRole('tabpanel', { name: studio('design') });
  const arc = panel.getByLabel(studio('enterpriseName'), { exact: true });
  const before = await arc.inputValue();
  await arc.fill('上海远见设计有限公司'.repeat(6));
  await expect(panel.getByText(zh('errors.SEAL_TEXT_TOO_LONG'))).toBeVisible();
  await checkPage(page, 'studio with a text that has no room');
  await arc.fill(before);
  await expect(panel.getByText(zh('errors.SEAL_TEXT_TOO_LONG'))).toBeHidden();
  await panel.getByRole('button', { name: zh('seals.studio.types.finance') }).click();
  await panel.getByRole('button', { name: '38', exact: true }).click();
  await expect(panel.getByText('⌀ 38 毫米')).toBeVisible();
  await panel.getByRole('button', { name: studio('save') }).click();
  await expect(panel.getByLabel(studio('name'), { exact: true })).toBeFocused();
  await panel.getByLabel(studio('name'), { exact: true }).fill(name);
  await panel.getByRole('button', { name: studio('save') }).click();
  await page.waitForURL(/seals\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await checkPage(page, 'seal');
}

/** A stamped sheet of grey paper, photographed by the browser itself. */
async function scanOf(browser: Browser): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 800, height: 700 } });
  try {
    await page.setContent(`<body style="margin:0;background:linear-gradient(120deg,#f6f3ea,#d8d4c8)">
      <svg width="800" height="700" fill="none" stroke="#c41e34"><circle cx="400" cy="350" r="240" stroke-width="16"/>
      <path d="M400 200l88 272-232-168h288l-232 168z" fill="#c41e34"/></svg></body>`);
    return await page.screenshot({ type: 'png' });
  } finally {
    await page.close();
  }
}

async function upload(page: Page, seals: string, seal: { taken: string; name: string; scan: Buffer }) {
  await page.goto(`${seals}/new`);
  await page.getByRole('tab', { name: studio('upload') }).click();
  const panel = page.getByRole('tabpanel', { name: studio('upload') });
  const file = panel.locator('input[type=file]');
  await file.setInputFiles({ name: 'seal.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') });
  await expect(panel.getByText(zh('errors.IMAGE_TYPE_UNSUPPORTED'))).toBeVisible();
  await file.setInputFiles({ name: 'seal.png', mimeType: 'image/png', buffer: seal.scan });
  await expect(panel.getByRole('img', { name: zh('seals.upload.beforeAlt') })).toBeVisible();
  await expect(panel.getByText(zh('errors.IMAGE_TYPE_UNSUPPORTED'))).toBeHidden();
  await checkPage(page, 'studio with an uploaded seal');
  const name = panel.getByLabel(studio('name'), { exact: true });
  await name.fill(seal.taken);
  await panel.getByRole('button', { name: studio('save') }).click();
  await expect(panel.getByText(zh('errors.SEAL_NAME_TAKEN'))).toBeVisible();
  await expect(name).toBeFocused();
  await name.fill(seal.name);
  await panel.getByRole('button', { name: studio('save') }).click();
  await page.waitForURL(/seals\/[0-9a-f-]{36}$/);
  await expect(page.getByText(zh('seals.kinds.image')).first()).toBeVisible();
}

const grants = (key: string) => zh(`seals.grants.${key}`);

async function grant(page: Page) {
  const table = page.getByRole('table', { name: grants('table') });
  await table.getByRole('button', { name: grants('change') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: grants('period') }).click();
  await page.getByRole('option', { name: grants('untilDate') }).click();
  await dialog.getByRole('button', { name: zh('common.save') }).click();
  await expect(dialog.getByText(grants('chooseDay'))).toBeVisible();
  await dialog.getByLabel(grants('lastDay'), { exact: true }).fill('2099-12-31');
  await checkPage(page, 'grant of a seal');
  await dialog.getByRole('button', { name: zh('common.save') }).click();
  await expect(table.getByText('2099')).toBeVisible();
  await table.getByRole('button', { name: grants('revoke') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: grants('revoke') })
    .click();
  await expect(page.getByText(grants('none'))).toBeVisible();
}

async function disable(page: Page, seals: string, name: string) {
  await page.getByRole('button', { name: zh('seals.detail.disable') }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(zh('seals.detail.noneAwaited'))).toBeVisible();
  await checkPage(page, 'disabling a seal');
  await dialog.getByRole('button', { name: zh('seals.detail.disable') }).click();
  await expect(page.getByText(zh('seals.detail.isDisabled'))).toBeVisible();
  await page.goto(seals);
  const card = page.getByRole('listitem').filter({ hasText: name });
  await expect(card.getByText(zh('seals.disabled'), { exact: true })).toBeVisible();
  await checkPage(page, 'seals');
}

async function edit(page: Page, seals: string, name: string) {
  await page.goto(seals);
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('link', { name: zh('seals.detail.edit') }).click();
  await page.waitForURL(/\/edit$/);
  await page.getByRole('button', { name: '45', exact: true }).click();
  await expect(page.getByText('⌀ 45 毫米')).toBeVisible();
  await page.reload();
  await expect(page.getByText('⌀ 45 毫米')).toBeVisible();
  await page.getByRole('button', { name: studio('save') }).click();
  await page.waitForURL(/seals\/[0-9a-f-]{36}$/);
  await expect(page.getByText(zh('seals.diameter').replace(/\{.*?\}/, '45')).first()).toBeVisible();
}
