import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Document, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conversionConformance } from '../../../testing/conversion-conformance.ts';
import { testHost } from '../../../testing/test-host.ts';
import { findSoffice } from './find-soffice.ts';
import { libreofficeConversion } from './libreoffice.ts';
import { docxParts, externalRelationships, linkedPicture, paragraph, zip } from './sample-documents.ts';

const soffice = await findSoffice(undefined);
const isUnix = process.platform !== 'win32';

const machineTmpdir = tmpdir();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(machineTmpdir, 'chopmark-test-'));
  await chmod(folder, 0o755);
  // What is left behind can then only be ours.
  process.env.TMPDIR = folder;
});
afterAll(async () => {
  process.env.TMPDIR = machineTmpdir;
  await rm(folder, { recursive: true, force: true });
});

const provider = (config: Record<string, unknown> = {}) => libreofficeConversion.create(config, testHost());

async function contract(): Promise<Uint8Array> {
  const cell = (text: string) => new TableCell({ children: [new Paragraph(text)] });
  const table = new Table({ rows: [new TableRow({ children: [cell('甲方'), cell('示例科技有限公司')] })] });
  const title = new Paragraph({
    children: [new TextRun({ text: '采购合同 Purchase contract', bold: true })],
  });
  const clauses = Array.from(
    { length: 120 },
    (_, index) => new Paragraph(`第${index + 1}条 Clause ${index + 1}.`),
  );
  return new Uint8Array(
    await Packer.toBuffer(new Document({ sections: [{ children: [title, table, ...clauses] }] })),
  );
}

/** The text of each page and the number of pictures painted. */
async function readPdf(pdf: Uint8Array): Promise<{ pages: string[]; pictures: number }> {
  const loading = getDocument({ data: pdf.slice(), verbosity: 0 });
  const document = await loading.promise;
  const pages: string[] = [];
  let pictures = 0;
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(''));
    const { fnArray } = await page.getOperatorList();
    pictures += fnArray.filter((operator) => operator === OPS.paintImageXObject).length;
  }
  await loading.destroy();
  return { pages, pictures };
}

const jobsLeft = async () =>
  (await readdir(folder)).filter((name) => name.startsWith('chopmark-conversion-'));
const processes = () => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });

/** A program in LibreOffice's place that runs `script` with $out as the file it should write. */
async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  const findOut = 'while [ "$1" != "--outdir" ]; do shift; done; out="$2/document.pdf"';
  await writeFile(path, `#!/bin/sh\n${findOut}\n${script}\n`, { mode: 0o755 });
  return path;
}

describe.skipIf(!soffice)('with the LibreOffice of this machine', () => {
  test('fetches nothing that a document links to, from the network or from this machine, and leaves nothing behind', async () => {
    const fetched: string[] = [];
    const server = createServer((request, response) => {
      fetched.push(request.url ?? '');
      response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const picture = join(folder, 'secret.png');
    await writeFile(picture, Buffer.from(onePixel, 'base64'));
    const secret = join(folder, 'secret.txt');
    await writeFile(secret, 'GEHEIM');
    const field = (code: string) =>
      `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>as saved</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`;
    const body = [
      paragraph('The contract itself'),
      linkedPicture('rId10'),
      linkedPicture('rId11'),
      field(`INCLUDETEXT "${pathToFileURL(secret).href}"`),
      field(`INCLUDEPICTURE "http://127.0.0.1:${port}/field.png" \\d`),
    ];
    const targets = { rId10: pathToFileURL(picture).href, rId11: `http://127.0.0.1:${port}/linked.png` };
    const bytes = zip({
      ...docxParts(body.join('')),
      'word/_rels/document.xml.rels': externalRelationships(targets),
    });

    const { pdf } = await (await provider()).toPdf({ bytes, from: 'docx' });
    server.close();
    const { pages, pictures } = await readPdf(pdf);
    expect(pages[0]).toContain('The contract itself');
    expect(pages[0]).not.toContain('GEHEIM');
    expect(pictures).toBe(0);
    expect(fetched).toEqual([]);
    expect(await jobsLeft()).toEqual([]);
  });

  test('gives up after the time limit and ends LibreOffice', async () => {
    const hurried = await provider({ timeoutSeconds: 0.3 });
    const attempt = hurried.toPdf({ bytes: await contract(), from: 'docx' });
    await expect(attempt).rejects.toMatchObject({ code: 'CONVERSION_TIMEOUT', retryable: true });
    expect(await jobsLeft()).toEqual([]);
    expect(processes()).not.toContain(folder);
  });

  test('is in good health and names its version', async () => {
    expect(await (await provider()).healthCheck?.()).toMatchObject({
      ok: true,
      message: { en: expect.stringContaining('LibreOffice') },
    });
  });
});

describe.skipIf(!soffice)('as the contract wants it', () => {
  conversionConformance(libreofficeConversion, {
    config: {},
    hurried: { timeoutSeconds: 0.3 },
    outOfOrder: { path: '/nowhere/soffice' },
    readPages: async (pdf) => (await readPdf(pdf)).pages,
  });
});

describe.skipIf(!isUnix)('with another program in its place', () => {
  const bytes = zip(docxParts());

  test('hands nothing of our environment on, and sets the limits', async () => {
    process.env.CHOPMARK_TEST_SECRET = 'geheim';
    const path = await program(
      'report',
      '{ printf "%%PDF-\\n"; env; ulimit -f; id -u; cat /proc/net/dev; echo "%%EOF"; } > "$out" 2>&1',
    );
    const { pdf } = await (await provider({ path, maxOutputMegabytes: 1 })).toPdf({ bytes, from: 'docx' });
    delete process.env.CHOPMARK_TEST_SECRET;
    const report = Buffer.from(pdf).toString();
    expect(report).toContain('http_proxy=http://127.0.0.1:9');
    expect(report).not.toContain('geheim');
    expect(report.split('\n')).toContain('4096');
  });

  test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'runs as nobody and sees no network but its own loopback, where we are root and may arrange that',
    async () => {
      const health = await (await provider()).healthCheck?.();
      const path = await program(
        'who',
        '{ printf "%%PDF-\\n"; id -u; cat /proc/self/status; cat /proc/net/dev; echo "%%EOF"; } > "$out"',
      );
      const { pdf } = await (await provider({ path })).toPdf({ bytes, from: 'docx' });
      const report = Buffer.from(pdf).toString();
      expect(report.split('\n')[1]).toBe('65534');
      expect(report).toMatch(/NoNewPrivs:\s+1/);
      expect(report).toMatch(/CapEff:\s+0{16}/);
      const interfaces = [...report.matchAll(/^\s*([a-z0-9]+):.*\d+ +\d+ +\d+/gm)].map(([, name]) => name);
      if (health?.message.en.includes('without network')) expect(interfaces).toEqual(['lo']);
    },
  );

  test('ends everything that the program started', async () => {
    const path = await program('hang', 'sleep 4711.25 & sleep 4711.25');
    const attempt = (await provider({ path, timeoutSeconds: 0.3 })).toPdf({ bytes, from: 'docx' });
    await expect(attempt).rejects.toMatchObject({ code: 'CONVERSION_TIMEOUT' });
    expect(processes()).not.toContain('4711.25');
  });

  test('is not kept waiting by what a program leaves running', async () => {
    const path = await program('leave', 'sleep 4712.25 & printf "%%PDF-\\n%%%%EOF" > "$out"');
    const started = performance.now();
    await (await provider({ path })).toPdf({ bytes, from: 'docx' });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(processes()).not.toContain('4712.25');
  });

  test.each([
    [1_500_000, 'CONVERSION_TOO_LARGE'],
    [9_000_000, 'CONVERSION_FAILED'],
  ])('refuses a result of %i bytes where 1 MB is allowed: %s', async (size, code) => {
    const content = `printf "%%PDF-" > "$out"; head -c ${size} /dev/zero >> "$out" || exit 1; echo "%%EOF" >> "$out"`;
    const path = await program(`large-${size}`, content);
    const attempt = (await provider({ path, maxOutputMegabytes: 1 })).toPdf({ bytes, from: 'docx' });
    await expect(attempt).rejects.toMatchObject({ code });
  });

  test('never reads its result through a link to a file of ours', async () => {
    const ours = join(folder, 'ours.pdf');
    await writeFile(ours, '%PDF-1.7 ours %%EOF');
    const path = await program('link', `ln -s ${ours} "$out"`);
    await expect((await provider({ path })).toPdf({ bytes, from: 'docx' })).rejects.toMatchObject({
      code: 'CONVERSION_FAILED',
      retryable: false,
    });
  });

  test('reports a crash as one that may be tried again', async () => {
    const path = await program('crash', 'kill -SEGV $$');
    await expect((await provider({ path })).toPdf({ bytes, from: 'docx' })).rejects.toMatchObject({
      code: 'CONVERSION_FAILED',
      retryable: true,
    });
  });
});

test('says what to install where there is no LibreOffice', async () => {
  const missing = await provider({ path: join(folder, 'nowhere') });
  const attempt = missing.toPdf({ bytes: zip(docxParts()), from: 'docx' });
  await expect(attempt).rejects.toMatchObject({
    code: 'CONVERSION_UNAVAILABLE',
    message: expect.stringContaining('Install it'),
  });
  expect(await missing.healthCheck?.()).toMatchObject({ ok: false });
});

test('refuses a document that is too large or no document before it starts anything', async () => {
  const conversion = await provider({ path: join(folder, 'nowhere'), maxInputMegabytes: 0.001 });
  await expect(conversion.toPdf({ bytes: new Uint8Array(2000), from: 'docx' })).rejects.toMatchObject({
    code: 'CONVERSION_TOO_LARGE',
  });
  await expect(conversion.toPdf({ bytes: new Uint8Array(5), from: 'docx' })).rejects.toMatchObject({
    code: 'CONVERSION_NOT_A_DOCUMENT',
  });
});

const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
