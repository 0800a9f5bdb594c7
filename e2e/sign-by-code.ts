import { expect, type Page } from '@playwright/test';
import type { mailOf } from './mail.ts';
import type { texts } from './texts.ts';

type Mail = ReturnType<typeof mailOf>;
type Words = ReturnType<typeof texts>;

/** A flowing stroke across the pad, with whatever stands for the pointer. */
export async function write(page: Page): Promise<void> {
  const pad = page.getByRole('dialog').locator('svg[role=img]').first();
  const box = await pad.boundingBox();
  if (!box) throw new Error('the signature pad is not on the screen');
  const at = (t: number) =>
    [box.x + box.width * (0.15 + 0.7 * t), box.y + box.height * (0.5 + 0.25 * Math.sin(t * 14))] as const;
  await page.mouse.move(...at(0));
  await page.mouse.down();
  for (let step = 1; step <= 40; step++) await page.mouse.move(...at(step / 40));
  await page.mouse.up();
}

/** Everything is filled in: agrees with the code from the mail. */
export async function agree(page: Page, mail: Mail, t: Words): Promise<void> {
  await page.getByRole('button', { name: t('signing.confirm') }).click();
  await page.getByRole('button', { name: t('signing.getCode') }).click();
  await page.getByLabel(t('signing.code')).fill(await mail.code());
  await page.getByRole('button', { name: t('signing.sign'), exact: true }).click();
}

export async function expectCompleted(page: Page, t: Words): Promise<void> {
  await expect(page.getByText(t('signing.completedTitle')).first()).toBeVisible({ timeout: 45_000 });
}
