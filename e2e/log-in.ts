import { type APIRequestContext, expect } from '@playwright/test';
import { z } from 'zod';

const ticketSchema = z.object({ ticket: z.string() });
const csrfSchema = z.object({ csrfToken: z.string() });

/** Logs a browser context in with a password, as the log-in page does, without walking through it. */
export async function logIn(
  request: APIRequestContext,
  person: { email: string; password: string },
): Promise<void> {
  const answer = await request.post('/api/v1/auth/password-log-ins', { data: person });
  expect(answer.ok(), `log-in of ${person.email}`).toBe(true);
  const { ticket } = ticketSchema.parse(await answer.json());
  const { csrfToken } = csrfSchema.parse(await (await request.get('/api/auth/csrf')).json());
  const entered = await request.post('/api/auth/callback/credentials', {
    form: { csrfToken, ticket, json: 'true' },
  });
  expect(entered.ok(), `session of ${person.email}`).toBe(true);
}
