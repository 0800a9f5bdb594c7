/** The day of a moment in the reader's time zone, as date inputs write it. */
export function dayOf(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The last millisecond of a day in the reader's time zone; undefined when it is no day, or is over. */
export function endOfDay(day: string, now: Date): string | undefined {
  const [year, month, date] =
    day
      .match(/^(\d{4})-(\d{2})-(\d{2})$/)
      ?.slice(1)
      .map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const end = new Date(year, month - 1, date, 23, 59, 59, 999);
  if (dayOf(end) !== day || end <= now) return undefined;
  return end.toISOString();
}
