const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A unified social credit code with a right check character (GB 32100-2015), another one for each serial number. */
export function sampleCreditCode(serial: number): string {
  const body = `91110108MA${serial.toString().padStart(7, '0')}`;
  const sum = [...body].reduce(
    (total, character, index) => total + CHARACTERS.indexOf(character) * (3 ** index % 31),
    0,
  );
  return `${body}${CHARACTERS[(31 - (sum % 31)) % 31]}`;
}
