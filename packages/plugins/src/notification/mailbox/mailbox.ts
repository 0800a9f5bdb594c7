import { z } from 'zod';
import type { PluginHost } from '../../contract/host.ts';
import type { InboxMessage, Notification, NotificationProvider } from '../../contract/notification.ts';
import { definePlugin } from '../../contract/plugin.ts';
import { PluginError } from '../../errors.ts';
import { stateAnswers, stateUnreachable } from '../../state-health.ts';

const prefix = 'message/';

const storedMessage = z.object({
  id: z.string(),
  channel: z.enum(['email', 'sms']),
  to: z.string(),
  locale: z.enum(['zh-CN', 'en']),
  subject: z.string(),
  text: z.string(),
  link: z.string().optional(),
  sentAt: z.coerce.date(),
  reference: z.string(),
});

/** Keeps e-mails and text messages in the platform, to be read on its mailbox page, instead of sending them. */
export const mailboxNotification = definePlugin({
  kind: 'notification',
  id: 'mailbox',
  contract: 1,
  label: { 'zh-CN': '站内演示信箱（沙盒，不对外发送）', en: 'In-app mailbox (sandbox, sends nothing out)' },
  sandbox: true,
  config: z.object({}),
  secrets: [],
  supports: ['email', 'sms', 'inbox'],
  create: (_config, host) => createMailbox(host),
});

function createMailbox(host: PluginHost): NotificationProvider {
  const { state, clock } = host;
  return {
    channels: ['email', 'sms'],
    async send(notification) {
      checkNotification(notification);
      const { id, channel, to, locale, subject, text, link } = notification;
      const reference = `mailbox-${id}`;
      const message = {
        id,
        channel,
        to,
        locale,
        subject,
        text,
        link,
        sentAt: clock().toISOString(),
        reference,
      };
      if (await state.putIfAbsent(prefix + id, message)) return { reference };
      const sent = parseMessage(await state.get(prefix + id));
      if (sent.to === to && sent.channel === channel) return { reference: sent.reference };
      throw new PluginError(
        'NOTIFICATION_CONFLICT',
        `A message with the ID ${id} went to another recipient already. Give each message an ID of its own.`,
      );
    },
    inbox: {
      async list(limit) {
        const entries = await state.list(prefix);
        const messages = entries.map(({ value }) => parseMessage(value));
        messages.sort((a, b) => b.sentAt.getTime() - a.sentAt.getTime());
        return messages.slice(0, Math.max(0, limit || 0));
      },
    },
    healthCheck: async () =>
      (await stateAnswers(host))
        ? {
            ok: true,
            message: {
              'zh-CN': '消息保存在平台内，不对外发送。',
              en: 'Messages are kept in the platform and not sent out.',
            },
          }
        : stateUnreachable,
  };
}

/** No invisible characters either (`\p{C}`): an address that reads otherwise than it is goes to somebody else. */
const emailAddress = /^[^\s@<>,;"\p{C}]+@[^\s@<>,;"\p{C}]+$/u;
const phoneNumber = /^\+?[0-9][0-9 -]{2,30}$/;
/** What a message header and a database can hold: one line, whole characters. */
const subjectLine = /^[^\p{Cc}\p{Cs}]{0,1000}$/u;
const messageText = /^(?:[^\p{Cc}\p{Cs}]|[\t\r\n])*$/u;
const maxTextLength = 100_000;

/** Refuses what a real provider would refuse, so that a mistake shows before one is configured. */
function checkNotification(notification: Notification): void {
  const { id, channel, to, link } = notification;
  if (channel !== 'email' && channel !== 'sms') {
    throw new PluginError(
      'NOTIFICATION_CHANNEL',
      `This provider sends e-mails and text messages, not "${channel}".`,
    );
  }
  const isAddress = channel === 'email' ? emailAddress.test(to) && to.length <= 254 : phoneNumber.test(to);
  if (!/^[\x21-\x7e]{1,200}$/.test(id) || !isAddress) {
    throw new PluginError(
      'NOTIFICATION_ADDRESS',
      channel === 'email'
        ? 'The e-mail address is not one. Correct it.'
        : 'The phone number is not one. Correct it.',
    );
  }
  // The mailbox page shows the link: no javascript: or data: may get there.
  const protocol = link === undefined ? 'https:' : URL.parse(link)?.protocol;
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new PluginError('NOTIFICATION_LINK', 'A message may link to http and https addresses only.');
  }
  checkText(notification);
}

function checkText({ subject, text }: Notification): void {
  const isSound =
    text.trim() !== '' && text.length <= maxTextLength && subjectLine.test(subject) && messageText.test(text);
  if (isSound) return;
  throw new PluginError(
    'NOTIFICATION_TEXT',
    'A message needs a subject of one line and a text, both without control characters and of a length one can read.',
  );
}

function parseMessage(value: unknown): InboxMessage {
  const result = storedMessage.safeParse(value);
  if (!result.success) {
    throw new PluginError(
      'PLUGIN_STATE_INVALID',
      'A message in the mailbox can not be read. Its record was altered.',
    );
  }
  const { link, ...message } = result.data;
  return link === undefined ? message : { ...message, link };
}
