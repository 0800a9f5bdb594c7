import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What can be wrong with the same page in other colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** WCAG 2.2 AA as far as a machine can tell, and nothing wider than the screen. */
export async function checkPage(page: Page, name: string, what: 'all' | 'colours' = 'all'): Promise<void> {
  const runOnly: Parameters<AxeBuilder['options']>[0]['runOnly'] =
    what === 'all' ? { type: 'tag', values: STANDARDS } : { type: 'rule', values: COLOUR_RULES };
  await settle(page);
  // To describe what passed as well takes longer than all the rest.
  const axe = new AxeBuilder({ page }).options({ runOnly, resultTypes: ['violations'] });
  // No page has frames of another origin; without the legacy mode every check opens a second tab.
  const { violations } = await axe.setLegacyMode().analyze();
  const words = violations.map(
    (each) => `${each.id}: ${each.help} – ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
  expect.soft(words, `axe on ${name}`).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(overflow, `${name} is wider than the screen by`).toBeLessThanOrEqual(0);
}

/** Until what appears or moves once has done so: halfway, its colours are others. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter((each) => Number.isFinite(each.effect?.getComputedTiming().endTime));
    await Promise.allSettled(passing.map((each) => each.finished));
  });
}
