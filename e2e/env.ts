/** Where the site under test is and who may log in to it; `npm test -- browser` sets all of these. */
export const e2eEnv = {
  url: process.env.E2E_URL ?? 'http://localhost:3000',
  path: process.env.PATH ?? '',
  /** File that says what the showroom has, and the folder for pictures of every page, if they are wanted. */
  showroom: process.env.E2E_SHOWROOM ?? '',
  screenshots: process.env.E2E_SCREENSHOTS ?? '',
  demo: { email: process.env.E2E_DEMO_EMAIL ?? '', password: process.env.E2E_DEMO_PASSWORD ?? '' },
  operator: {
    email: process.env.E2E_OPERATOR_EMAIL ?? '',
    password: process.env.E2E_OPERATOR_PASSWORD ?? '',
  },
};
