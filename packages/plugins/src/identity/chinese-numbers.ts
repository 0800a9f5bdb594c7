const creditCodeCharacters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditCodeForm = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/**
 * Whether the text is a well-formed unified social credit code (统一社会信用代码): 18 characters whose last is the
 * check character of GB 32100-2015 (weights 3^i mod 31).
 */
export function isUnifiedSocialCreditCode(code: string): boolean {
  if (!creditCodeForm.test(code)) return false;
  let sum = 0;
  let weight = 1;
  for (const character of code.slice(0, 17)) {
    sum += creditCodeCharacters.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return code[17] === creditCodeCharacters[(31 - (sum % 31)) % 31];
}

/**
 * Whether the text is a well-formed citizen identification number (公民身份号码): region, a date of birth that exists
 * and isn't after `today`, and the check character of GB 11643-1999 (ISO 7064 MOD 11-2).
 */
export function isCitizenIdNumber(number: string, today: Date): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return false;
  const birth = new Date(`${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}T00:00:00Z`);
  // Date rolls 31 February over to March, so the day is compared.
  const exists = !Number.isNaN(birth.getTime()) && birth.getUTCDate() === Number(number.slice(12, 14));
  if (!exists || birth > today || birth.getUTCFullYear() < 1850) return false;
  let remainder = 0;
  for (const digit of number.slice(0, 17)) remainder = ((remainder + Number(digit)) * 2) % 11;
  const check = (12 - remainder) % 11;
  return number[17] === (check === 10 ? 'X' : String(check));
}
