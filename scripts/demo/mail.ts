import { type Core, contextOf, listMailbox } from '@chopmark/core';
import { until } from './until.ts';

export type Message = Awaited<ReturnType<typeof listMailbox>>[number];
type Pick<T> = (message: Message) => T | undefined | Promise<T | undefined>;

export type Mail = { next<T>(pick: Pick<T>): Promise<T> };

/** One reader's mail from now on: each message is picked once, messages of earlier runs never. */
export async function openMail(core: Core, to: string): Promise<Mail> {
  const list = async () =>
    (await listMailbox(contextOf(core, { kind: 'system' }))).filter((each) => each.to === to);
  const seen = new Set((await list()).map((each) => each.id));
  return {
    next: (pick) =>
      until(async () => {
        for (const message of await list()) {
          const found = seen.has(message.id) ? undefined : await pick(message);
          if (found === undefined) continue;
          seen.add(message.id);
          return found;
        }
        return undefined;
      }),
  };
}

/** What follows the address in the link of the next message that has one, e.g. `/sign/`. */
export const nextToken = (mail: Mail, address: string) =>
  mail.next((message) => message.link?.split(address)[1]);
