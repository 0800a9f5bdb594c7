/** The day of a moment in the reader's own time zone, as date fields have it; empty for none. */
export function dayOf(moment: string | null): string {
  if (moment === null) return '';
  const at = new Date(moment);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The last moment of a day in the reader's own time zone; null for no day, or what is none. */
export function endOfDay(day: string): string | null {
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return null;
  const end = new Date(year, month - 1, date, 23, 59, 59, 999);
  return Number.isNaN(end.getTime()) ? null : end.toISOString();
}

/** What a date field lets one choose: from today to a year from today. */
export function dayRange(now: Date): { min: string; max: string } {
  const year = new Date(now);
  year.setFullYear(year.getFullYear() + 1);
  return { min: dayOf(now.toISOString()), max: dayOf(year.toISOString()) };
}
