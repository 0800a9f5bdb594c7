import { expect, test } from 'vitest';
import type { Notification } from '../src/contract/notification.ts';
import { PluginError } from '../src/errors.ts';
import { mailboxNotification } from '../src/notification/mailbox/mailbox.ts';
import { broken } from './broken.ts';
import { failedChecks } from './check.ts';
import { notificationChecks } from './notification-conformance.ts';

/** A mailbox that is sent something else than what it was given. */
const sending = (change: (message: Notification) => Notification) =>
  broken(mailboxNotification, (sound) => ({ send: async (message) => sound.send(change(message)) }));

/** A mailbox that takes what it should refuse, keeping it as something it may keep. */
const lenient = (code: string) =>
  broken(mailboxNotification, (sound) => ({
    send: (message) =>
      sound.send(message).catch((error: unknown) => {
        if (error instanceof PluginError && error.code === code)
          return { reference: `mailbox-${message.id.length}` };
        throw error;
      }),
  }));

test('lets a sound provider through', async () => {
  expect(await failedChecks(notificationChecks(mailboxNotification, { config: {} }))).toEqual([]);
});

test.each([
  [
    'delivers a repeated message again',
    sending((message) => ({ ...message, id: `${message.id}-${Math.random()}` })),
    /one ID once by email/,
  ],
  [
    'changes what was written',
    sending((message) => ({ ...message, text: message.text.normalize('NFC') })),
    /every script by email/,
  ],
  [
    'takes marks for right-to-left writing away',
    sending((message) => ({ ...message, text: message.text.replace(/\p{Cf}/gu, '') })),
    /every script by sms/,
  ],
  ['drops links', sending(({ link: _, ...message }) => message), /delivers by email what was given/],
  [
    'cuts long text short',
    sending((message) => ({ ...message, text: message.text.slice(0, 1000) })),
    /text that no message can hold/,
  ],
  [
    'strips line breaks out of addresses',
    sending((message) => ({ ...message, to: message.to.replace(/[\r\n].*$/s, '') })),
    /an address that is none by email/,
  ],
  ['takes links that run', lenient('NOTIFICATION_LINK'), /a link that runs/],
  ['takes subjects that forge headers', lenient('NOTIFICATION_TEXT'), /a subject with a line break/],
  ['takes an ID for two recipients', lenient('NOTIFICATION_CONFLICT'), /went to somebody else/],
  ['takes any channel', lenient('NOTIFICATION_CHANNEL'), /refuses every other/],
  [
    'loses messages under load',
    broken(mailboxNotification, (sound) => {
      let busy = false;
      return {
        async send(message) {
          if (busy) return { reference: `queued-${message.id}` };
          busy = true;
          const sent = await sound.send(message);
          busy = false;
          return sent;
        },
      };
    }),
    /each of many by email/,
  ],
  [
    'forgets what it sent at a restart',
    broken(mailboxNotification, (sound) => {
      const boot = Math.random().toString(36).slice(2);
      return { send: (message) => sound.send({ ...message, id: `${boot}-${message.id}` }) };
    }),
    /after a restart/,
  ],
  [
    'lists the oldest first',
    broken(mailboxNotification, (sound) => ({
      inbox: { list: async (limit: number) => ((await sound.inbox?.list(limit)) ?? []).reverse() },
    })),
    /newest first/,
  ],
  [
    'logs codes',
    broken(mailboxNotification, (sound, { log }) => ({
      send: (message) => {
        log.info('sending', { text: message.text });
        return sound.send(message);
      },
    })),
    /no contents and no personal data/,
  ],
  [
    'logs addresses it refused',
    broken(mailboxNotification, (sound, { log }) => ({
      send: (message) => {
        log.warn(`sending to ${message.to}`);
        return sound.send(message);
      },
    })),
    /no contents and no personal data/,
  ],
  [
    'throws what has no code',
    broken(mailboxNotification, (sound) => ({
      send: (message) =>
        sound.send(message).catch((error: Error) => {
          throw new Error(error.message);
        }),
    })),
    /an address that is none/,
  ],
])('notices a provider that %s', async (_what, plugin, check) => {
  const checks = notificationChecks(plugin, { config: {} }).filter(({ name }) => check.test(name));
  expect(await failedChecks(checks)).not.toEqual([]);
});

test('wants to see what arrived, from providers that have no inbox', async () => {
  const blind = broken(mailboxNotification, () => ({ inbox: undefined as never }));
  const failed = await failedChecks(notificationChecks(blind, { config: {} }));
  expect(failed.join('\n')).toMatch(/delivers by email what was given/);
});
