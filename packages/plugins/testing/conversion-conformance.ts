import { createServer } from 'node:http';
import { inspectPdf } from '@chopmark/crypto';
import { expect } from 'vitest';
import type { ConversionProvider } from '../src/contract/conversion.ts';
import type { Plugin } from '../src/contract/plugin.ts';
import type { PluginErrorCode } from '../src/errors.ts';
import type { Config } from '../src/registry/secrets.ts';
import { type Check, describeChecks } from './check.ts';
import { commonChecks } from './common-checks.ts';
import { honestTexts } from './hostile.ts';
import { expectRefusal } from './refusal.ts';
import { type Subject, type SubjectOptions, subjectOf } from './subject.ts';
import {
  bombs,
  docx,
  docxWithLink,
  encryptedDocuments,
  macroDocuments,
  noDocuments,
  paragraphs,
} from './word-documents.ts';

export type ConversionConformanceOptions = SubjectOptions & {
  /** The text of each page of a PDF, by a reader of the author's choice: pdfjs-dist, pdftotext. */
  readPages: (pdf: Uint8Array) => Promise<string[]>;
  /** A configuration under which no document is done in time: CONVERSION_TIMEOUT is to come of it within ten seconds. */
  hurried: Config;
};

/** What every conversion provider must do. It converts about ten documents of its own making, some of them at once. */
export function conversionConformance(
  plugin: Plugin<'conversion'>,
  options: ConversionConformanceOptions,
): void {
  describeChecks(`conversion conformance: ${plugin.id}`, conversionChecks(plugin, options));
}

const secretClause = '保密条款 47-B 仅供核对';
const contract = docx(paragraphs(['采购合同 Purchase contract', secretClause]));
const conversionLimitMs = 90_000;
/** Refusals are decided from the bytes: before a program is started, before an archive is unpacked. */
const refusalLimitMs = 8000;

/** The checks themselves, so that a test can hand them a provider that must fail. */
export function conversionChecks(
  plugin: Plugin<'conversion'>,
  options: ConversionConformanceOptions,
): Check[] {
  const subject = subjectOf(plugin, options);
  return [
    ...commonChecks(subject, {
      abilities: ['docx', 'doc'],
      work: (provider) => provider.toPdf({ bytes: contract, from: 'docx' }),
      refused: (provider) => [provider.toPdf({ bytes: new Uint8Array(3), from: 'docx' })],
      personal: [secretClause],
    }),
    ...resultChecks(subject, options),
    ...isolationChecks(subject, options),
    ...refusalChecks(subject),
    ...failureChecks(subject, options),
  ].map((check) => ({ timeoutMs: conversionLimitMs, ...check }));
}

type Read = Pick<ConversionConformanceOptions, 'readPages'>;

/** Readers put spaces of their own between scripts. */
const squeezed = (text: string) => text.replace(/\s/g, '').normalize('NFKC');

function resultChecks({ start }: Subject<'conversion'>, { readPages }: Read): Check[] {
  return [
    {
      name: 'turns a Chinese contract into a PDF with all its text, in order, on pages of the same size',
      run: async () => {
        const { provider } = await start();
        const clauses = Array.from({ length: 90 }, (_, index) => `第${index + 1}条 Clause ${index + 1}.`);
        const bytes = docx(paragraphs(['采购合同 Purchase contract', '甲方：示例科技有限公司', ...clauses]));
        const given = bytes.slice();
        const { pdf } = await provider.toPdf({ bytes, from: 'docx' });
        expect(Buffer.compare(bytes, given), 'the document given is left as it was').toBe(0);
        const { pages, signed } = await inspectPdf(pdf);
        expect(signed).toBe(false);
        expect(pages.length).toBeGreaterThanOrEqual(2);
        for (const { width, height } of pages) {
          expect(Math.round(width)).toBe(595);
          expect(Math.round(height)).toBe(842);
        }
        const text = squeezed((await readPages(pdf)).join(''));
        const places = ['采购合同', '甲方:示例科技有限公司', ...clauses].map((each) =>
          text.indexOf(squeezed(each)),
        );
        expect(places.filter((place) => place < 0)).toEqual([]);
        expect(places).toEqual([...places].sort((a, b) => a - b));
      },
    },
    {
      name: 'converts text of other scripts, and of one endless word',
      run: async () => {
        const { provider } = await start();
        const words = honestTexts.slice(0, 2);
        const { pdf } = await provider.toPdf({
          bytes: docx(paragraphs([...honestTexts, 'x'.repeat(20_000), 'the end'])),
          from: 'docx',
        });
        const text = squeezed((await readPages(pdf)).join(''));
        for (const each of words) expect(text).toContain(squeezed(each));
        expect(text.endsWith(squeezed('the end'))).toBe(true);
      },
    },
    {
      name: 'converts several at the same time, each into its own',
      run: async () => {
        const { provider } = await start();
        const names = ['one', 'two', 'three'];
        const texts = await Promise.all(
          names.map(async (name) => {
            const bytes = docx(paragraphs([`Contract ${name}`]));
            const { pdf } = await provider.toPdf({ bytes, from: 'docx' });
            return squeezed((await readPages(pdf)).join(''));
          }),
        );
        expect(texts).toEqual(names.map((name) => `Contract${name}`));
      },
    },
  ];
}

function isolationChecks({ start }: Subject<'conversion'>, { readPages }: Read): Check[] {
  return [
    {
      name: 'fetches nothing that a document links to',
      run: async () => {
        const { provider } = await start();
        const fetched: string[] = [];
        const server = createServer((request, response) => {
          fetched.push(request.url ?? '');
          response.end();
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const address = server.address();
        const port = typeof address === 'object' ? address?.port : undefined;
        try {
          const bytes = docxWithLink('The contract itself', `http://127.0.0.1:${port}/picture.png`);
          const { pdf } = await provider.toPdf({ bytes, from: 'docx' });
          expect(squeezed((await readPages(pdf)).join(''))).toContain('Thecontractitself');
          expect(fetched).toEqual([]);
        } finally {
          server.close();
        }
      },
    },
  ];
}

function refusalChecks({ start, plugin }: Subject<'conversion'>): Check[] {
  const families: [string, readonly (typeof noDocuments)[number][], PluginErrorCode][] = [
    ['what is no document', noDocuments, 'CONVERSION_NOT_A_DOCUMENT'],
    ['macros', macroDocuments, 'CONVERSION_MACROS'],
    ['a protected document', encryptedDocuments, 'CONVERSION_ENCRYPTED'],
    ['a bomb', bombs, 'CONVERSION_TOO_LARGE'],
  ];
  const one = families.flatMap(([family, faulty, code]) =>
    faulty
      .filter(({ from }) => plugin.supports.includes(from))
      .map(({ what, from, bytes }) => ({
        name: `refuses ${family}: ${what}`,
        run: async () => {
          const { provider } = await start();
          const document = { bytes: bytes(), from };
          const started = performance.now();
          await expectRefusal(() => provider.toPdf(document), code);
          expect(performance.now() - started).toBeLessThan(refusalLimitMs);
          await expect(provider.toPdf(document)).rejects.toMatchObject({ retryable: false });
        },
      })),
  );
  return [
    ...one,
    {
      name: 'gives each of many faulty documents at the same time its own code',
      run: async () => {
        const { provider } = await start();
        const asked = families.flatMap(([, faulty, code]) =>
          faulty.slice(0, 2).map(({ from, bytes }) => ({ document: { bytes: bytes(), from }, code })),
        );
        const supported = asked.filter(({ document }) => plugin.supports.includes(document.from));
        const codes = await Promise.all(supported.map(({ document }) => codeOf(provider, document)));
        expect(codes).toEqual(supported.map(({ code }) => code));
      },
    },
  ];
}

type Document = Parameters<ConversionProvider['toPdf']>[0];

async function codeOf(provider: ConversionProvider, document: Document): Promise<unknown> {
  return provider.toPdf(document).then(
    () => 'converted',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );
}

function failureChecks(subject: Subject<'conversion'>, options: ConversionConformanceOptions): Check[] {
  const { start } = subject;
  return [
    {
      name: 'says that a damaged document can not be read',
      run: async () => {
        const { provider } = await start();
        const bytes = docx('', { document: 'no XML at all' });
        await expect(provider.toPdf({ bytes, from: 'docx' })).rejects.toMatchObject({
          name: 'PluginError',
          code: 'CONVERSION_FAILED',
        });
      },
    },
    {
      name: 'gives up at its time limit, which may be tried again, and works for the next',
      run: async () => {
        const { provider } = await start({}, options.hurried);
        const started = performance.now();
        await expect(provider.toPdf({ bytes: contract, from: 'docx' })).rejects.toMatchObject({
          name: 'PluginError',
          code: 'CONVERSION_TIMEOUT',
          retryable: true,
        });
        expect(performance.now() - started).toBeLessThan(10_000);
        const next = (await start()).provider;
        const { pdf } = await next.toPdf({ bytes: contract, from: 'docx' });
        expect(squeezed((await options.readPages(pdf)).join(''))).toContain('采购合同');
      },
    },
    {
      name: 'says that conversion is unavailable where it is out of order, to every sound document',
      run: async () => {
        if (!options.outOfOrder) throw new Error('tell the suite what does not work: options.outOfOrder');
        const { provider } = await start({}, options.outOfOrder);
        await expectRefusal(
          () => provider.toPdf({ bytes: contract, from: 'docx' }),
          'CONVERSION_UNAVAILABLE',
        );
      },
    },
  ];
}
