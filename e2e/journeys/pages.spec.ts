import { expect, test } from '@playwright/test';
import { checkPage } from '../page-checks.ts';

const pages = ['/', '/login', '/signup', '/verify', '/mailbox', '/no-such-page', '/sign/unknown'];
const screens = [
  { name: 'desktop', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
];

for (const locale of ['zh-CN', 'en'] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const { name, viewport } of screens) {
      test(`public pages are accessible: ${locale}, ${colorScheme}, ${name}`, async ({ browser }) => {
        const context = await browser.newContext({ locale, colorScheme, viewport });
        const page = await context.newPage();
        const refused: string[] = [];
        page.on('console', (message) => {
          if (message.text().includes('Content Security Policy')) refused.push(message.text());
        });
        for (const path of pages) {
          await page.goto(path);
          await expect(page.locator('html')).toHaveAttribute('lang', locale);
          await expect(page.locator('h1').first()).toBeVisible();
          await checkPage(page, `${path} in ${locale}`);
        }
        expect(refused, 'refused by the Content-Security-Policy').toEqual([]);
        await context.close();
      });
    }
  }
}
