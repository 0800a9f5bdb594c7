import type { CataloguePage } from './catalogue-page.ts';
import { contractPages } from './contracts.ts';
import { enterprisePages } from './enterprise.ts';
import { openingPages } from './opening.ts';
import { operatorPages } from './operator.ts';
import { sealPages } from './seals.ts';
import { signingPages } from './signing.ts';

/** Every page of the site, each in the states worth looking at. */
export const catalogue: readonly CataloguePage[] = [
  ...openingPages,
  ...enterprisePages,
  ...contractPages,
  ...signingPages,
  ...sealPages,
  ...operatorPages,
];
