import { readFile } from 'node:fs/promises';
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { newCreditCode } from '../credit-code.ts';
import { mailOf } from '../mail.ts';
import { checkPage } from '../page-checks.ts';
import { samplePdf } from '../sample-files.ts';
import { agree, write } from '../sign-by-code.ts';
import { texts } from '../texts.ts';

const zh = texts('zh-CN');
const en = texts('en');

/** The label of the text that the other party fills in. */
const ADDRESS = 'Address';

test('a new enterprise and an outside person sign a contract, and anyone verifies it', async ({
  page,
  browser,
  request,
}) => {
  test.slow();
  const run = Date.now().toString(36);
  const owner = { email: `owner-${run}@example.com`, name: '王芳', enterprise: '上海远见设计有限公司' };
  const person = { email: `person-${run}@example.com`, name: 'Ada Martin' };
  const title = `设计服务合同 ${run}`;

  const ownMail = mailOf(request, owner.email);
  await test.step('signs up', () => signUp(page, owner, ownMail));
  await test.step('puts the contract up and sends it', () =>
    send(page, { title, person, enterprise: owner.enterprise }));
  await test.step('seals it', () => seal(page, ownMail));
  const guest = await phone(browser);
  try {
    const signer = await guest.newPage();
    const mail = mailOf(request, person.email);
    await test.step('the other party signs on a phone', async () =>
      signByHand(signer, await mail.link(), mail));
  } finally {
    await guest.close();
  }
  const file = await test.step('the contract is complete; the file is downloaded', () => download(page));
  await test.step('anyone verifies it', () => verify(browser, file, title));
});

type Mail = ReturnType<typeof mailOf>;

async function signUp(page: Page, owner: { email: string; name: string; enterprise: string }, mail: Mail) {
  await page.goto('/signup');
  await checkPage(page, 'sign-up: e-mail');
  await page.getByLabel(zh('signup.email')).fill(owner.email);
  await page.getByRole('button', { name: zh('signup.sendCode') }).click();
  await page.getByLabel(zh('signup.codeField')).fill(await mail.code());
  await page.getByRole('button', { name: zh('common.continue') }).click();
  await page.getByLabel(zh('signup.name'), { exact: true }).fill(owner.name);
  await page.getByLabel(zh('signup.password'), { exact: true }).fill('correct horse battery');
  await checkPage(page, 'sign-up: account');
  await page.getByRole('button', { name: zh('signup.submit') }).click();
  await page.waitForURL(/\/signup\/enterprise/);
  await openEnterprise(page, owner.enterprise);
}

async function openEnterprise(page: Page, name: string) {
  const creditCode = newCreditCode();
  const code = page.getByLabel(zh('onboarding.enterprise.creditCode'));
  await page.getByLabel(zh('onboarding.enterprise.name'), { exact: true }).fill(name);
  await code.fill(creditCode.slice(0, 17) + (creditCode.endsWith('0') ? '1' : '0'));
  await expect(page.getByText(zh('validation.creditCodeCheck'))).toBeVisible();
  await checkPage(page, 'wizard: enterprise');
  await code.fill(creditCode);
  await page.getByRole('button', { name: zh('onboarding.enterprise.submit') }).click();
  await page.waitForURL(/\/signup\/enterprise\/[a-z0-9-]+/);
  await expect(page.getByText(zh('onboarding.sandbox.before'))).toBeVisible();
  await checkPage(page, 'wizard: identity check');
  await page.getByRole('button', { name: zh('onboarding.identity.start') }).click();
  await expect(page.getByRole('img', { name: name })).toBeVisible();
  // Left in the middle and taken up again: the step is still the same.
  await page.goto('/home');
  await page.waitForURL(/\/signup\/enterprise\/[a-z0-9-]+/);
  const confirm = page.getByRole('button', { name: zh('onboarding.seal.confirm') });
  await expect(confirm).toBeEnabled();
  await checkPage(page, 'wizard: first seal');
  await confirm.click();
  await expect(page.getByText(zh('onboarding.ready.title', { name }))).toBeVisible();
  await checkPage(page, 'wizard: ready');
  await page.getByRole('link', { name: zh('onboarding.ready.enter') }).click();
  await page.waitForURL(/\/t\/[^/]+/);
}

async function send(
  page: Page,
  contract: { title: string; person: { email: string; name: string }; enterprise: string },
) {
  await page.goto(`${tenantPath(page)}/contracts`);
  await expect(page.getByText(zh('contracts.emptyTitle'))).toBeVisible();
  await checkPage(page, 'contracts: nothing yet');
  await page.getByRole('link', { name: zh('contracts.createFirst') }).click();
  await page.waitForURL(/contracts\/new/);
  await checkPage(page, 'new contract');
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/pdf', buffer });
  await page
    .locator('input[type=file]')
    .setInputFiles([file('agreement.pdf', await samplePdf()), file('annex.pdf', await samplePdf())]);
  await page.waitForURL(/\/edit/);
  await page.getByLabel(zh('draft.contractTitle')).fill(contract.title);
  await expect(page.getByRole('listitem').filter({ hasText: 'annex.pdf' })).toBeVisible();
  await checkPage(page, 'draft: files');
  await step(page, 'parties');
  await page.getByLabel(zh('draft.name'), { exact: true }).fill(contract.person.name);
  await page.getByLabel(zh('draft.email'), { exact: true }).fill(contract.person.email);
  await checkPage(page, 'draft: parties');
  await step(page, 'controls');
  await page.getByRole('button', { name: zh('draft.usualPlaces') }).click();
  await expect(page.locator('[data-control]')).toHaveCount(8);
  await dragText(page, contract.person.name);
  await checkPage(page, 'draft: fields');
  await step(page, 'check');
  await expect(page.getByText(zh('draft.complete'))).toBeVisible();
  await expect(page.getByText(zh('draft.saving.saved'))).toBeVisible();
  await checkPage(page, 'draft: check and send');
  await page.getByRole('button', { name: zh('draft.send') }).click();
  await page.waitForURL(/contracts\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('link', { name: zh('contract.sign'), exact: true })).toBeVisible();
  await checkPage(page, 'contract in progress');
}

const step = (page: Page, name: string) =>
  page.getByRole('tab', { name: new RegExp(zh(`draft.steps.${name}`)) }).click();

/** A text for the other party, dragged from the palette onto the first page, and given its label. */
async function dragText(page: Page, party: string) {
  await page.getByRole('radio', { name: party }).check({ force: true });
  const paper = page.locator('[data-page]').first();
  await paper.scrollIntoViewIfNeeded();
  const from = await page.getByRole('button', { name: zh('draft.kinds.text'), exact: true }).boundingBox();
  const to = await paper.boundingBox();
  if (!from || !to) throw new Error('palette or page is not on the screen');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  for (let part = 1; part <= 10; part++) {
    const between = (a: number, b: number) => a + ((b - a) * part) / 10;
    await page.mouse.move(
      between(from.x + from.width / 2, to.x + to.width / 2),
      between(from.y + from.height / 2, to.y + 200),
    );
  }
  await page.mouse.up();
  await expect(page.locator('[data-control]')).toHaveCount(9);
  await page.getByLabel(zh('draft.label'), { exact: true }).fill(ADDRESS);
}

async function seal(page: Page, mail: Mail) {
  const contract = page.url();
  await page.getByRole('link', { name: zh('contract.sign'), exact: true }).click();
  await page.getByRole('button', { name: zh('signing.next', { what: zh('signing.kinds.seal') }) }).click();
  // The one seal there is needs no choosing, and serves its places in both documents.
  await expect(
    page.getByRole('button', { name: zh('signing.fieldFilled', { what: zh('signing.kinds.seal') }) }),
  ).toHaveCount(2);
  await checkPage(page, 'signing page with the seal');
  await agree(page, mail, zh);
  await expect(page.getByText(zh('signing.signedTitle')).first()).toBeVisible({ timeout: 30_000 });
  await checkPage(page, 'signed, others to sign');
  await page.goto(contract);
}

function phone(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    locale: 'en-GB',
    deviceScaleFactor: 2,
  });
}

async function signByHand(page: Page, link: string, mail: Mail) {
  await page.goto(link);
  const what = en('signing.kinds.signature');
  await expect(page.getByRole('button', { name: en('signing.next', { what: ADDRESS }) })).toBeVisible();
  await checkPage(page, 'signing page on a phone');
  await page.getByRole('button', { name: en('signing.next', { what: ADDRESS }) }).click();
  await page.getByRole('textbox', { name: ADDRESS }).fill('12 Harbour Road, Bristol');
  await page.getByRole('button', { name: en('signing.fillIn') }).click();
  await page.getByRole('button', { name: en('signing.next', { what }) }).click();
  await write(page);
  await checkPage(page, 'signature pad');
  await page.getByRole('button', { name: en('signing.useSignature') }).click();
  await agree(page, mail, en);
  await expect(page.getByText(en('signing.completedTitle')).first()).toBeVisible({ timeout: 30_000 });
  await checkPage(page, 'completed on a phone');
}

/** Two documents come in one archive, each stored as it is. @returns the first of them */
async function download(page: Page): Promise<Buffer> {
  await expect(page.getByText(zh('state.completed')).first()).toBeVisible({ timeout: 30_000 });
  await checkPage(page, 'contract completed');
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: zh('contract.download') }).click();
  const archive = await readFile(await (await started).path());
  expect(archive.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
  const [nameLength, size] = [archive.readUInt16LE(26), archive.readUInt32LE(18)];
  expect(archive.toString('utf8', 30, 30 + nameLength)).toBe('1 agreement.pdf');
  return archive.subarray(30 + nameLength, 30 + nameLength + size);
}

async function verify(browser: Browser, file: Buffer, title: string) {
  expect(file.subarray(0, 5).toString()).toBe('%PDF-');
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto('/verify');
    await drop(page, `${title}.pdf`, file);
    await expect(page.getByText(zh('verdict.good.title'), { exact: true })).toBeVisible();
    await checkPage(page, 'verified');

    const changed = Buffer.from(file);
    changed[300] = (changed[300] ?? 0) ^ 1;
    await page.goto('/verify');
    await drop(page, 'changed.pdf', changed);
    await expect(page.getByText(zh('verdict.invalid.title'), { exact: true })).toBeVisible();
    await checkPage(page, 'a changed byte is reported');
  } finally {
    await context.close();
  }
}

const drop = (page: Page, name: string, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer });

function tenantPath(page: Page): string {
  return new URL(page.url()).pathname.match(/^\/t\/[^/]+/)?.[0] ?? '';
}
