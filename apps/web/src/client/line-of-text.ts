import { z } from 'zod';
import type { OwnMessage } from './validation-message.ts';

/** As core has it: no control characters, no halves of characters, nothing that turns the direction of what follows. */
const LINE = /^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u;

/** What a check of a schema has to say, as the third part of `refine`. */
export const says = (message: OwnMessage) => ({ params: { says: message } });

/** One line of text as core takes it; the form says so before anything is sent. */
export const lineOfText = (min: number, max: number) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .min(min)
    .max(max)
    .refine((text) => LINE.test(text), says('characters'));
