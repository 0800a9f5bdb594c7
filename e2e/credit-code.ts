const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A unified social credit code with a right check character (GB 32100-2015), another one for every run. */
export function newCreditCode(): string {
  const serial = (Date.now() % 10 ** 7).toString().padStart(7, '0');
  const body = `91310115MA${serial}`;
  let sum = 0;
  let weight = 1;
  for (const character of body) {
    sum += CHARACTERS.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return `${body}${CHARACTERS[(31 - (sum % 31)) % 31]}`;
}
