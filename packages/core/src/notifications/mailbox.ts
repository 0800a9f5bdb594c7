import { z } from 'zod';
import type { Context } from '../context.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';

export const mailboxOutput = z.array(
  z.object({
    id: z.string(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    link: z.string().nullable(),
    at: z.string(),
  }),
);

/**
 * What the platform's sandbox mailbox holds, newest first; empty where a real notification provider is configured.
 * Who may call this is the site's decision: codes stand in these messages.
 */
export async function listMailbox(ctx: Context): Promise<z.input<typeof mailboxOutput>> {
  const provider = await ctx.core.providers.of(PLATFORM_TENANT_ID, 'notification');
  const messages = (await provider.inbox?.list(100)) ?? [];
  return messages.map((message) => ({
    id: message.id,
    to: message.to,
    subject: message.subject,
    text: message.text,
    link: message.link ?? null,
    at: message.sentAt.toISOString(),
  }));
}
