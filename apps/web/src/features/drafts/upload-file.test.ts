import { MAX_FILE_BYTES } from '@chopmark/core';
import { expect, test } from 'vitest';
import { refusalOf, UPLOAD_MEGABYTES } from './upload-file.ts';

test('the limit said beforehand is the one core holds to', () => {
  expect(UPLOAD_MEGABYTES * 1024 * 1024).toBe(MAX_FILE_BYTES);
  expect(refusalOf({ name: 'a.pdf', size: MAX_FILE_BYTES })).toBeUndefined();
  expect(refusalOf({ name: 'a.pdf', size: MAX_FILE_BYTES + 1 })).toBe('FILE_TOO_LARGE');
});

test('only kinds of files that core takes are sent', () => {
  expect(refusalOf({ name: '采购合同.DOCX', size: 10 })).toBeUndefined();
  expect(refusalOf({ name: 'contract.doc', size: 10 })).toBeUndefined();
  expect(refusalOf({ name: 'contract.rtf', size: 10 })).toBe('FILE_TYPE_UNSUPPORTED');
  expect(refusalOf({ name: 'pdf', size: 10 })).toBe('FILE_TYPE_UNSUPPORTED');
  expect(refusalOf({ name: 'empty.pdf', size: 0 })).toBe('FILE_EMPTY');
});
