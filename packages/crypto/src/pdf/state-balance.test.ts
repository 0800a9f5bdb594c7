import { beforeAll, expect, test } from 'vitest';
import { PdfFile } from '../pdf-reader/pdf-file.ts';
import { contentOf } from '../verify/changes/page-content.ts';
import { takeSnapshots } from '../verify/snapshot.ts';
import { prepareDocument } from './prepare-document.ts';
import { stateBalance } from './state-balance.ts';
import { chineseFont } from './testing/fonts.ts';
import { pageNumber, pdfFixture, streamObject } from './testing/pdf-fixture.ts';

const balanceOf = (content: string) => stateBalance(Buffer.from(content, 'latin1'));

test.each<[string, number, number]>([
  ['q 1 0 0 1 0 0 cm Q', 0, 0],
  ['q q 1 0 0 1 0 0 cm Q', 0, 1],
  ['Q q Q Q', 2, 0],
  ['Q q q', 1, 2],
  ['(q \\) q (q) Q) Tj <71> Tj /q gs [(Q) 1] TJ % q\n', 0, 0],
  ['BI /W 1 /H 1 ID q Q Q\nEI q', 0, 1],
  ['/P << /MCID 0 /A (Q) >> BDC q EMC', 0, 1],
  ['(never ends q', 0, 0],
])('%s', (content, unmatched, open) => {
  expect(balanceOf(content)).toEqual({ unmatched, open });
});

let places: unknown;
beforeAll(async () => {
  places = await placesWith('');
  expect(places).toHaveLength(6);
});

/** Where a text known at sending and a mark are painted on a page that has this content. */
async function placesWith(content: string, filter = '') {
  const pdf = await preparedWith(content, filter);
  const last = takeSnapshots(PdfFile.open(pdf)).at(-1);
  return last && contentOf(last, pageNumber(0));
}

function preparedWith(content: string, filter = '') {
  return prepareDocument({
    pdf: pdfFixture({
      pages: [{ contents: '/Contents [100 0 R]' }],
      objects: { 100: streamObject(content, filter) },
    }),
    controls: [
      {
        name: 's',
        kind: 'seal',
        signer: 'A',
        prompt: 'Seal',
        rect: { page: 0, x: 9, y: 9, width: 80, height: 80 },
      },
    ],
    flatten: [{ text: '42', fontSize: 12, rect: { page: 0, x: 60, y: 700, width: 100, height: 30 } }],
    fontFile: chineseFont,
  });
}

test('no Q stands alone before what we write, should fewer states be open than it seems', async () => {
  const text = Buffer.from(await preparedWith('Q q q')).toString('latin1');
  expect(text).toContain('stream\nq q q q\nendstream');
  expect(text).toContain('stream\nQ Q Q q /Prepared Do Q Q Q\nendstream');
});

test.each([
  ['leaves states open', 'q 2 0 0 2 0 0 cm q 0 0 5 5 re W n'],
  ['undoes more than it opened', 'q Q Q 1 0 0 1 300 300 cm'],
  ['does both', 'Q q .1 0 0 .1 0 0 cm q'],
  ['is packed and leaves states open', Buffer.from('q 9 0 0 9 0 0 cm q').toString('hex')],
])('what we write stands where it belongs on a page whose content %s', async (what, content) => {
  const filter = what.startsWith('is packed') ? '/Filter [/ASCIIHexDecode]' : '';
  expect(await placesWith(content, filter)).toEqual(places);
});
