import { expect, test } from 'vitest';
import { contentDisposition } from '#server/rest/pdf-response.ts';
import { fileNameOf } from './file-requests.ts';

test('reads back the name the server sent', () => {
  for (const name of ['采购合同.pdf', "O'Neil (copy) 100%.pdf", 'plain.pdf']) {
    expect(fileNameOf(contentDisposition(name, 'attachment'))).toBe(name);
  }
});

test('without a name the file still gets one', () => {
  expect(fileNameOf(null)).toBe('document.pdf');
});
