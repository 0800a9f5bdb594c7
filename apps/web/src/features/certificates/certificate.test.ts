import { revokeCertificateInput } from '@chopmark/core';
import { expect, test } from 'vitest';
import en from '../../../messages/en.json' with { type: 'json' };
import zh from '../../../messages/zh-CN.json' with { type: 'json' };
import { revocationReasons } from './certificate.ts';

test('every reason the product knows can be chosen, and is told in both languages', () => {
  const known = revokeCertificateInput.shape.reason.options;
  expect([...revocationReasons].sort()).toEqual([...known].sort());
  for (const messages of [en, zh]) {
    expect(Object.keys(messages.certificates.reasons).sort()).toEqual([...known].sort());
  }
});
