import { TRPCError } from '@trpc/server';
import type { z } from 'zod';

/**
 * What came in, as a hand-written route's schema has it.
 * @throws TRPCError BAD_REQUEST naming the field, as a procedure's own parsing does
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new TRPCError({ code: 'BAD_REQUEST', cause: parsed.error });
}
