import type { OwnMessage } from '#client/validation-message.ts';

/** Digits and capital letters without I, O, S, V, Z; a character's place is its value (GB 32100-2015). */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
export const CREDIT_CODE_LENGTH = 18;

/**
 * What is wrong with a unified social credit code, as far as its own characters tell; undefined when nothing is. The server
 * decides; a test sees to it that both say the same.
 */
export function creditCodeFault(text: string): OwnMessage | undefined {
  const code = normalCreditCode(text);
  if ([...code].some((character) => !CHARACTERS.includes(character))) return 'creditCodeCharacters';
  if (code.length !== CREDIT_CODE_LENGTH) return 'creditCodeLength';
  // Places 3 to 8 are the division's number.
  if (!/^.{2}\d{6}/.test(code)) return 'creditCodeCharacters';
  return code[17] === checkCharacter(code) ? undefined : 'creditCodeCheck';
}

/** What may be said while the code is still being typed: not that it is too short. */
export function creditCodeFaultSoFar(text: string): OwnMessage | undefined {
  const fault = creditCodeFault(text);
  return fault === 'creditCodeLength' && normalCreditCode(text).length < CREDIT_CODE_LENGTH
    ? undefined
    : fault;
}

/** As it is sent: licences print it in groups, people type it in small letters. */
export const normalCreditCode = (text: string) => text.replace(/[\s-]/g, '').toUpperCase();

function checkCharacter(code: string): string | undefined {
  let sum = 0;
  let weight = 1;
  for (const character of code.slice(0, 17)) {
    sum += CHARACTERS.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return CHARACTERS[(31 - (sum % 31)) % 31];
}
