import { z } from 'zod';

/**
 * Words people enter go into the database, into signed evidence and onto seals: no control characters (PostgreSQL
 * refuses U+0000), no lone surrogates (no UTF-8 form), and nothing that turns the direction of what follows.
 */
const UNWELCOME = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;
const LINE = /^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u;
const PARAGRAPH = /^(?:[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]|[\t\r\n])*$/u;

/** One line of text, trimmed, in Unicode form NFC. */
export const lineOfText = (min: number, max: number) =>
  z.string().normalize('NFC').trim().min(min).max(max).regex(LINE);

/** As `lineOfText`, with line ends. */
export const paragraphs = (min: number, max: number) =>
  z.string().normalize('NFC').trim().min(min).max(max).regex(PARAGRAPH);

export const isParagraphs = (text: string): boolean => PARAGRAPH.test(text);

/** Text that comes from elsewhere (a file's name, a header) made into one line of at most `max` characters. */
export function asLine(text: string, max: number): string {
  const clean = text.normalize('NFC').replace(UNWELCOME, '').trim();
  return Array.from(clean).slice(0, max).join('');
}
