import { type APIRequestContext, expect } from '@playwright/test';
import { z } from 'zod';

const mailboxSchema = z.array(
  z.object({
    id: z.string(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    link: z.string().nullable(),
  }),
);

export type Message = z.output<typeof mailboxSchema>[number];

/** One reader's mail in the sandbox mailbox: each message is read once. */
export function mailOf(request: APIRequestContext, address: string) {
  const read = new Set<string>();
  const next = async (what: (message: Message) => boolean): Promise<Message> => {
    let found: Message | undefined;
    await expect(async () => {
      const response = await request.get('/api/v1/mailbox');
      const messages = mailboxSchema.parse(await response.json());
      found = messages.find((each) => each.to === address && !read.has(each.id) && what(each));
      expect(found, `a message for ${address}`).toBeDefined();
    }).toPass({ timeout: 20_000, intervals: [100] });
    if (!found) throw new Error('unreachable');
    read.add(found.id);
    return found;
  };
  return {
    code: async () =>
      (await next((each) => /\b\d{6}\b/.test(each.subject))).subject.match(/\d{6}/)?.[0] ?? '',
    link: async () => new URL((await next((each) => each.link !== null)).link ?? '').pathname,
  };
}
