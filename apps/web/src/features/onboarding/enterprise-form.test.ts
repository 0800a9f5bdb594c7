import { openEnterpriseInput } from '@chopmark/core';
import { sampleCreditCode } from '@chopmark/core/testing';
import { expect, test } from 'vitest';
import { creditCodeFault, creditCodeFaultSoFar } from './credit-code.ts';
import { enterpriseForm } from './enterprise-form.ts';

const good = { name: '杭州云栖科技有限公司', creditCode: sampleCreditCode(7), legalRepresentative: '' };

test('what the form lets through, the procedure takes', () => {
  const typed = { ...good, name: ' 杭州云栖科技有限公司 ', creditCode: good.creditCode.toLowerCase() };
  const input = enterpriseForm.parse(typed);
  expect(openEnterpriseInput.parse(input)).toEqual({ name: good.name, creditCode: good.creditCode });
});

test.each([
  ['one character', { name: '公' }],
  ['41 characters', { name: '公'.repeat(41) }],
  ['a control character', { name: '示例\u0000公司' }],
  ['a turned direction', { name: '示例\u202e公司' }],
  ['half a character', { name: '示例\ud83d公司' }],
  ['a bell for a representative', { legalRepresentative: '李\u0007' }],
])('%s is refused by the form as by the procedure', (_what, fault) => {
  expect(enterpriseForm.safeParse({ ...good, ...fault }).success).toBe(false);
  expect(openEnterpriseInput.safeParse({ ...good, ...fault }).success).toBe(false);
});

test('a code may be typed as licences print it', () => {
  const grouped = good.creditCode.replace(/(.{4})/g, '$1 ').toLowerCase();
  expect(enterpriseForm.parse({ ...good, creditCode: grouped }).creditCode).toBe(good.creditCode);
});

test('every single wrong character of a code is found', () => {
  for (let place = 0; place < 18; place++) {
    for (const character of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
      const code = good.creditCode.slice(0, place) + character + good.creditCode.slice(place + 1);
      expect([code, creditCodeFault(code) === undefined]).toEqual([code, code === good.creditCode]);
    }
  }
});

test('while typing, what is only unfinished is no fault', () => {
  for (let length = 0; length < 18; length++) {
    expect(creditCodeFaultSoFar(good.creditCode.slice(0, length))).toBeUndefined();
  }
  expect(creditCodeFaultSoFar(`${good.creditCode}1`)).toBe('creditCodeLength');
  expect(creditCodeFaultSoFar('91O')).toBe('creditCodeCharacters');
  expect(creditCodeFaultSoFar(`${good.creditCode.slice(0, 17)}?`)).toBe('creditCodeCharacters');
});
