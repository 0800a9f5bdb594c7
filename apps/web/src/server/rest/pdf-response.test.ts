import { expect, test } from 'vitest';
import { contentDisposition, pdfResponse } from './pdf-response.ts';

test('a Chinese name is sent in UTF-8, with an ASCII stand-in', () => {
  expect(contentDisposition('采购合同', 'attachment')).toBe(
    `attachment; filename="____.pdf"; filename*=UTF-8''${encodeURIComponent('采购合同')}.pdf`,
  );
});

test('a name cannot break out of the header or name a folder', () => {
  const header = contentDisposition('../a"b\r\nX-Evil: 1.pdf', 'inline');
  expect(header).not.toMatch(/[\r\n/]/);
  expect(header).toContain(`filename=".._a'b__X-Evil: 1.pdf"`);
});

test('a PDF is never kept in a shared cache', async () => {
  const response = pdfResponse({ name: 'a.pdf', bytes: new Uint8Array([1, 2, 3]) }, 'inline');
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(response.headers.get('content-length')).toBe('3');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
});
