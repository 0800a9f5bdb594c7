import path from 'node:path';
import { expect, test } from 'vitest';
import { pdfjsFile } from './pdfjs-file.ts';

const root = path.join(import.meta.dirname, '../../../..');

test.each([
  ['legacy/build/pdf.worker.min.mjs', 'text/javascript'],
  ['cmaps/UniGB-UTF16-H.bcmap', 'application/octet-stream'],
  ['standard_fonts/FoxitFixed.pfb', 'application/octet-stream'],
  ['wasm/openjpeg.wasm', 'application/wasm'],
])('serves %s of the installed package', async (name, contentType) => {
  const response = await pdfjsFile(root, name);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, contentType]);
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100);
});

test.each([
  'package.json',
  '../next/package.json',
  'cmaps/../package.json',
  'cmaps/none.bcmap',
  'build/pdf.mjs',
])('serves nothing else: %s', async (name) => {
  expect((await pdfjsFile(root, name)).status).toBe(404);
});

test('the worker may run its own code and ask us, nothing else', async () => {
  const policy = (await pdfjsFile(root, 'legacy/build/pdf.worker.min.mjs')).headers.get(
    'content-security-policy',
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|'unsafe-(inline|eval)'/);
});
