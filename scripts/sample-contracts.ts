import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agreements, type Language } from './sample-contracts/agreements.ts';
import { drawAgreement } from './sample-contracts/draw-agreement.ts';

// Makes the sample contracts that people put up as their first one; run by hand after a change of their words.
const folder = join(import.meta.dirname, '../packages/core/assets');
for (const language of ['zh-CN', 'en'] satisfies Language[]) {
  const file = join(folder, `sample-contract.${language}.pdf`);
  await writeFile(file, await drawAgreement(language, agreements[language]));
  console.log(file);
}
