import { defineConfig } from '@playwright/test';
import { findChromium } from './chromium.ts';
import { e2eEnv } from './env.ts';

const { executablePath, args } = await findChromium();

/** The site is started by `npm test -- browser`, which passes its address. */
export default defineConfig({
  testDir: '.',
  outputDir: '../node_modules/.cache/chopmark-e2e',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  use: {
    actionTimeout: 20_000,
    baseURL: e2eEnv.url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    // Traces take half of the time again; `npm test -- browser WORDS --trace retain-on-failure` has them.
    trace: 'off',
    launchOptions: { executablePath, args },
  },
});
