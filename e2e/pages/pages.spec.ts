import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type ConsoleMessage,
  expect,
  type Page,
  test,
} from '@playwright/test';
import { e2eEnv } from '../env.ts';
import { logIn } from '../log-in.ts';
import { checkPage } from '../page-checks.ts';
import { catalogue } from './catalogue/catalogue.ts';
import type { CataloguePage, Visitor } from './catalogue/catalogue-page.ts';
import { readShowroom, type Showroom } from './showroom.ts';

/** The widths the pages are made for, by day and by night: one load of the page serves all four. */
const screens = [
  { name: 'light-1440', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark-1440', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'dark-390', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  { name: 'light-390', colorScheme: 'light', viewport: { width: 390, height: 844 } },
] as const;
const TALLEST = 2600;
/** Sends on to another page. */
const REDIRECTS = ['/home'];
const APP = new URL('../../apps/web/src/app', import.meta.url).pathname;

test('the catalogue knows every page of the site', () => {
  const known = new Set([...catalogue.map((page) => page.route), ...REDIRECTS]);
  expect(routesIn(APP).filter((route) => !known.has(route))).toEqual([]);
});

const visitors: readonly Visitor[] = [...new Set(catalogue.map((page) => page.visitor))];

/** Pages in one test: nobody waits at the end for the visitor who has most. */
const MAX_PAGES = 12;

for (const locale of ['zh-CN', 'en'] as const) {
  for (const visitor of visitors) {
    const entries = catalogue.filter((each) => each.visitor === visitor);
    for (let first = 0; first < entries.length; first += MAX_PAGES) {
      const some = entries.slice(first, first + MAX_PAGES);
      const which = entries.length > MAX_PAGES ? `, ${first + 1} to ${first + some.length}` : '';
      test(`pages of ${visitor} in ${locale}${which} are accessible and fit the screen, by day and by night`, async ({
        browser,
      }) => {
        test.setTimeout(600_000);
        const room = readShowroom();
        const context = await visit(browser, room, visitor, locale);
        const page = await context.newPage();
        for (const entry of some) await look(page, entry, { room, locale });
        await context.close();
      });
    }
  }
}

async function visit(
  browser: Browser,
  room: Showroom,
  visitor: Visitor,
  locale: string,
): Promise<BrowserContext> {
  const context = await browser.newContext({ locale, reducedMotion: 'reduce' });
  const people = {
    ...room.openings,
    owner: room.busy.owner,
    colleague: room.busy.colleague,
    newcomer: room.fresh.owner,
    operator: e2eEnv.operator,
  };
  if (visitor !== 'anyone') await logIn(context.request, people[visitor]);
  return context;
}

/** Opens one page, checks it on every screen and, where wanted, keeps pictures. */
async function look(
  page: Page,
  entry: CataloguePage,
  { room, locale }: { room: Showroom; locale: string },
): Promise<void> {
  const refused: string[] = [];
  const listen = (message: ConsoleMessage) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  };
  page.on('console', listen);
  await page.goto(entry.path(room));
  await settled(page);
  await entry.act?.(page);
  expect.soft(await page.locator('html').getAttribute('lang'), `language of ${entry.name}`).toBe(locale);
  for (const { name, colorScheme, viewport } of screens) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(viewport);
    await settled(page);
    const where = `${locale}-${name}`;
    if (e2eEnv.screenshots) await keepPicture(page, join(e2eEnv.screenshots, where, `${entry.name}.png`));
    // The night changes nothing but the colours.
    await checkPage(page, `${entry.name} (${where})`, colorScheme === 'dark' ? 'colours' : 'all');
  }
  expect.soft(refused, `refused by the Content-Security-Policy on ${entry.name}`).toEqual([]);
  page.off('console', listen);
}

/** The whole page, with everything on it drawn: what lies below the screen is drawn only once it is on it. */
async function keepPicture(page: Page, path: string): Promise<void> {
  const viewport = page.viewportSize();
  if (!viewport) throw new Error('the page has no size');
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...viewport, height: Math.min(Math.max(height, viewport.height), TALLEST) });
  await settled(page);
  await page.screenshot({ path });
  await page.setViewportSize(viewport);
}

/** What was asked for is drawn: the heading is there and no place holder is left on the screen; a button that pulses asks to be pressed. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeAttached();
  await page.waitForFunction(() =>
    Array.from(document.querySelectorAll('.animate-pulse:not(button), .animate-spin')).every((each) => {
      const { top, bottom, width } = each.getBoundingClientRect();
      return width === 0 || bottom < 0 || top > window.innerHeight;
    }),
  );
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(undefined)))),
  );
}

function routesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('page.tsx'))
    .map(
      (file) =>
        `/${file
          .split('/')
          .slice(0, -1)
          .filter((part) => !part.startsWith('('))
          .join('/')}`,
    );
}
