import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCitizenIdNumber, isUnifiedSocialCreditCode } from './chinese-numbers.ts';

const today = new Date('2026-01-15T00:00:00Z');
// Codes of well-known companies, from public registers.
const creditCodes = ['91110000802100433B', '9144030071526726XG', '914403001922038216', '91350100M000100Y43'];
// The examples of GB 11643-1999.
const idNumbers = ['11010519491231002X', '440524188001010014'];

describe('the unified social credit code', () => {
  test.each(creditCodes)('%s is accepted', (code) => expect(isUnifiedSocialCreditCode(code)).toBe(true));

  test.each([
    '',
    '9111000080210043',
    '91110000802100433b',
    '91110000802100433I',
    '911100008021004330',
    ' 91110000802100433B',
    '91110000802100433B\n',
  ])('%j is refused', (code) => expect(isUnifiedSocialCreditCode(code)).toBe(false));

  test('any one changed character is found', () => {
    const characters = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
    const mutation = fc.tuple(fc.constantFrom(...creditCodes), fc.nat(17), fc.constantFrom(...characters));
    fc.assert(
      fc.property(mutation, ([code, index, character]) => {
        fc.pre(code[index] !== character);
        return !isUnifiedSocialCreditCode(code.slice(0, index) + character + code.slice(index + 1));
      }),
    );
  });
});

describe('the citizen identification number', () => {
  test.each(idNumbers)('%s is accepted', (number) => expect(isCitizenIdNumber(number, today)).toBe(true));

  test.each([
    '',
    '110105194912310021',
    '11010519490231002X',
    '11010519491331002X',
    '1101054912310',
    '11010519491231002x',
  ])('%j is refused', (number) => expect(isCitizenIdNumber(number, today)).toBe(false));

  test('a birth after today is refused although the check character fits', () => {
    const number = '110105202612310017';
    expect(isCitizenIdNumber(number, new Date('2027-01-01T00:00:00Z'))).toBe(true);
    expect(isCitizenIdNumber(number, today)).toBe(false);
  });

  test('any one changed character is found', () => {
    const mutation = fc.tuple(fc.constantFrom(...idNumbers), fc.nat(16), fc.constantFrom(...'0123456789'));
    fc.assert(
      fc.property(mutation, ([number, index, digit]) => {
        fc.pre(number[index] !== digit);
        return !isCitizenIdNumber(number.slice(0, index) + digit + number.slice(index + 1), today);
      }),
    );
  });
});
