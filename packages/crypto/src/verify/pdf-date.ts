import { PdfString, type PdfValue, textOf } from '../pdf-reader/pdf-value.ts';

const PATTERN = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?'?)?/;

/** A PDF date (ISO 32000-2 §7.9.4); a missing zone is read as UTC. */
export function readPdfDate(value: PdfValue): Date | undefined {
  const match = value instanceof PdfString ? PATTERN.exec(textOf(value)) : null;
  if (match === null) return undefined;
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    sign,
    zoneHour,
    zoneMinute = '00',
  ] = match;
  const zone = sign === undefined ? 'Z' : `${sign}${zoneHour}:${zoneMinute}`;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
