import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ConversionProvider } from '../src/contract/conversion.ts';
import { definePlugin } from '../src/contract/plugin.ts';
import { checkDocument } from '../src/conversion/libreoffice/check-document.ts';
import { readZip } from '../src/conversion/libreoffice/zip-package.ts';
import { PluginError } from '../src/errors.ts';
import { broken } from './broken.ts';
import { failedChecks } from './check.ts';
import { type ConversionConformanceOptions, conversionChecks } from './conversion-conformance.ts';

type Document = Parameters<ConversionProvider['toPdf']>[0];

/**
 * A converter of the test's own: it reads the paragraphs of a document and writes a PDF of empty A4 pages, whose texts
 * stand in comments. Quick, and sound by the suite's measure.
 */
const quick = definePlugin({
  kind: 'conversion',
  id: 'quick',
  contract: 1,
  label: { 'zh-CN': '快速转换', en: 'Quick conversion' },
  config: z.object({ hurried: z.boolean().default(false), installed: z.boolean().default(true) }),
  secrets: [],
  supports: ['docx', 'doc'],
  create: ({ hurried, installed }) => ({
    async toPdf(document) {
      await checkDocument(document.bytes, document.from);
      if (!installed) throw new PluginError('CONVERSION_UNAVAILABLE', 'It is not installed. Install it.');
      if (hurried)
        throw new PluginError('CONVERSION_TIMEOUT', 'It took too long. Try again.', { retryable: true });
      return { pdf: pdfOf(await textsOf(document)) };
    },
    healthCheck: async () => ({
      ok: installed,
      message: { 'zh-CN': installed ? '正常' : '未安装', en: installed ? 'well' : 'not installed' },
    }),
  }),
});

const limits = { maxEntries: 100, maxInflatedBytes: 1e7, maxRatio: 1000, ratioFromBytes: 1e7 };

async function textsOf({ bytes }: Document): Promise<string[]> {
  for await (const { name, content } of readZip(bytes, limits)) {
    if (name !== 'word/document.xml') continue;
    const xml = Buffer.from(content).toString();
    if (!xml.includes('<w:body>')) throw new PluginError('CONVERSION_FAILED', 'The document is damaged.');
    return [...xml.matchAll(/<w:t [^>]*>([^<]*)<\/w:t>/g)].map(([, text = '']) =>
      text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))),
    );
  }
  return [];
}

function pdfOf(texts: string[]): Uint8Array {
  const perPage = 60;
  const count = Math.max(1, Math.ceil(texts.length / perPage));
  const pages = Array.from({ length: count }, (_, index) =>
    texts.slice(index * perPage, (index + 1) * perPage),
  );
  const kids = pages.map((_, index) => `${3 + index} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`,
    ...pages.map(
      (page) =>
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\n%page ${Buffer.from(page.join('\n')).toString('base64')}`,
    ),
  ];
  let body = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return new Uint8Array(
    Buffer.from(
      `${body}xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
      'latin1',
    ),
  );
}

const options: ConversionConformanceOptions = {
  config: {},
  hurried: { hurried: true },
  outOfOrder: { installed: false },
  readPages: async (pdf) =>
    [
      ...Buffer.from(pdf)
        .toString('latin1')
        .matchAll(/^%page (.*)$/gm),
    ].map(([, text = '']) => Buffer.from(text, 'base64').toString()),
};

/** Takes documents it should refuse with this code for plain ones. */
const accepting = (code: string) =>
  broken(quick, (sound) => ({
    toPdf: (document) =>
      sound.toPdf(document).catch((error: unknown) => {
        if (error instanceof PluginError && error.code === code) return { pdf: pdfOf(['it looked fine']) };
        throw error;
      }),
  }));

const writing = (change: (texts: string[]) => string[]) =>
  broken(quick, (sound) => ({
    async toPdf(document) {
      await sound.toPdf(document);
      return { pdf: pdfOf(change(await textsOf(document))) };
    },
  }));

const failing = (change: (error: PluginError) => unknown) =>
  broken(quick, (sound) => ({
    toPdf: (document) =>
      sound.toPdf(document).catch((error: unknown) => {
        throw error instanceof PluginError ? change(error) : error;
      }),
  }));

test('lets a sound provider through', async () => {
  expect(await failedChecks(conversionChecks(quick, options))).toEqual([]);
});

test.each([
  ['converts macros', accepting('CONVERSION_MACROS'), /refuses macros: by its type/],
  ['opens what is under a password', accepting('CONVERSION_ENCRYPTED'), /refuses a protected document/],
  ['converts anything', accepting('CONVERSION_NOT_A_DOCUMENT'), /refuses what is no document: a PDF/],
  ['unpacks bombs', accepting('CONVERSION_TOO_LARGE'), /refuses a bomb: a part that lies/],
  ['loses the last paragraph', writing((texts) => texts.slice(0, -1)), /with all its text/],
  ['turns the order around', writing((texts) => texts.toReversed()), /in order/],
  [
    'knows no other scripts',
    writing((texts) => texts.map((text) => text.replace(/[^\p{ASCII}\p{Script=Han}]/gu, '?'))),
    /other scripts/,
  ],
  [
    'gives everybody the document of the last',
    (() => {
      let last: Document | undefined;
      return broken(quick, (sound) => ({
        async toPdf(document) {
          last = document;
          await new Promise((resolve) => setTimeout(resolve, 10));
          return sound.toPdf(last ?? document);
        },
      }));
    })(),
    /at the same time, each into its own/,
  ],
  [
    'writes into what it was given',
    broken(quick, (sound) => ({
      async toPdf(document) {
        const result = await sound.toPdf(document);
        document.bytes.fill(0);
        return result;
      },
    })),
    /turns a Chinese contract/,
  ],
  [
    'fetches what a document links to',
    broken(quick, (sound) => ({
      async toPdf(document) {
        const result = await sound.toPdf(document);
        for await (const { name, content } of readZip(document.bytes, limits)) {
          const address =
            name.endsWith('.rels') &&
            Buffer.from(content)
              .toString()
              .match(/http:\/\/127[^"]*/)?.[0];
          if (address) await fetch(address);
        }
        return result;
      },
    })),
    /fetches nothing/,
  ],
  [
    'has one code for all',
    failing((error) => new PluginError('CONVERSION_FAILED', error.message)),
    /refuses macros/,
  ],
  ['throws what has no code', failing((error) => new Error(error.message)), /refuses what is no document/],
  [
    'calls every failure worth another try',
    failing((error) => new PluginError(error.code, error.message, { retryable: true })),
    /refuses a protected document/,
  ],
  [
    'calls its time limit final',
    failing((error) => new PluginError(error.code, error.message)),
    /gives up at its time limit/,
  ],
  [
    'never gives up',
    broken(quick, (sound) => ({
      toPdf: (document) =>
        sound.toPdf(document).catch(async (error: unknown) => {
          if (error instanceof PluginError && error.code === 'CONVERSION_TIMEOUT')
            return { pdf: pdfOf(await textsOf(document)) };
          throw error;
        }),
    })),
    /gives up at its time limit/,
  ],
  [
    'is well though nothing is installed',
    broken(quick, () => ({
      healthCheck: async () => ({ ok: true, message: { 'zh-CN': '正常', en: 'well' } }),
    })),
    /not well under a configuration that does not work/,
  ],
  [
    'logs what it converts',
    broken(quick, (sound, { log }) => ({
      async toPdf(document) {
        log.debug('converting', { text: (await textsOf(document).catch(() => [])).join(' ') });
        return sound.toPdf(document);
      },
    })),
    /writes no contents/,
  ],
])('notices a provider that %s', async (_what, plugin, check) => {
  const checks = conversionChecks(plugin, options).filter(({ name }) => check.test(name));
  expect(await failedChecks(checks)).not.toEqual([]);
});
