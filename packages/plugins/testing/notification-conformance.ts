import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type {
  Notification,
  NotificationChannel,
  NotificationProvider,
} from '../src/contract/notification.ts';
import type { Plugin } from '../src/contract/plugin.ts';
import { PluginError } from '../src/errors.ts';
import { type Check, describeChecks } from './check.ts';
import { commonChecks } from './common-checks.ts';
import { honestTexts, hostileLines } from './hostile.ts';
import { errorOf, expectRefusal } from './refusal.ts';
import { type Subject, type SubjectOptions, subjectOf } from './subject.ts';

type Delivered = Pick<Notification, 'channel' | 'to' | 'subject' | 'text' | 'link'>;

export type NotificationConformanceOptions = SubjectOptions & {
  /**
   * What arrived at this address, as the far end has it: the messages of a test mail server, say. May be left out by
   * providers with an inbox, which is then read.
   */
  arrived?: (to: string) => Promise<Delivered[]>;
};

/** What every notification provider must do. Addresses are under example.com and of numbers that belong to nobody. */
export function notificationConformance(
  plugin: Plugin<'notification'>,
  options: NotificationConformanceOptions,
): void {
  describeChecks(`notification conformance: ${plugin.id}`, notificationChecks(plugin, options));
}

type Far = (provider: NotificationProvider, to: string) => Promise<Delivered[]>;

/** The checks themselves, so that a test can hand them a provider that must fail. */
export function notificationChecks(
  plugin: Plugin<'notification'>,
  options: NotificationConformanceOptions,
): Check[] {
  const subject = subjectOf(plugin, options);
  const far: Far = async (provider, to) => {
    if (options.arrived) return options.arrived(to);
    if (!provider.inbox) throw new Error('tell the suite what arrived: options.arrived');
    return (await provider.inbox.list(1000)).filter((each) => each.to === to);
  };
  const channels = (['email', 'sms'] as const).filter((each) => plugin.supports.includes(each));
  const sample = messageTo(channels[0] ?? 'email');
  return [
    ...commonChecks(subject, {
      abilities: ['email', 'sms', 'inbox'],
      work: (provider) => provider.send({ ...sample, id: randomUUID() }),
      refused: (provider) => [provider.send({ ...sample, id: randomUUID(), to: 'nobody\r\n' })],
      personal: [sample.to, sample.text, code, sample.subject, sample.link ?? ''],
    }),
    channelCheck(subject, channels),
    ...channels.flatMap((channel) => [
      ...deliveryChecks(subject, far, channel),
      ...hostileChecks(subject, far, channel),
    ]),
    ...inboxChecks(subject, plugin.supports.includes('inbox')),
  ];
}

const code = '493817';
let numbers = 0;

function messageTo(channel: NotificationChannel, change: Partial<Notification> = {}): Notification {
  numbers += 1;
  const to =
    channel === 'email'
      ? `conformance-${randomUUID()}@example.com`
      : `+86199${String(Date.now() % 10_000).padStart(4, '0')}${String(numbers % 10_000).padStart(4, '0')}`;
  return {
    id: randomUUID(),
    channel,
    to,
    locale: 'zh-CN',
    subject: '请签署《采购合同》',
    text: `验证码 ${code}。\n请在 10 分钟内使用。`,
    link: 'https://sign.example.com/i/9f3c',
    ...change,
  };
}

const contentOf = ({ channel, to, subject, text, link }: Delivered): Delivered =>
  link === undefined ? { channel, to, subject, text } : { channel, to, subject, text, link };

function channelCheck({ plugin, start }: Subject<'notification'>, channels: NotificationChannel[]): Check {
  return {
    name: 'has the channels it says it supports, and refuses every other',
    run: async () => {
      const { provider } = await start();
      expect([...provider.channels].sort()).toEqual(channels);
      expect(provider.inbox !== undefined).toBe(plugin.supports.includes('inbox'));
      const others = ['email', 'sms', 'fax', '', 'toString', '__proto__'].filter(
        (each) => !channels.some((channel) => channel === each),
      );
      for (const channel of others) {
        const message = { ...messageTo('email'), channel: channel as 'email' };
        await expectRefusal(() => provider.send(message), 'NOTIFICATION_CHANNEL');
      }
    },
  };
}

function deliveryChecks({ start }: Subject<'notification'>, far: Far, channel: NotificationChannel): Check[] {
  return [
    {
      name: `delivers by ${channel} what was given, to whom it was given`,
      run: async () => {
        const { provider } = await start();
        const { link: _, ...plain } = messageTo(channel);
        for (const message of [messageTo(channel), plain]) {
          const { reference } = await provider.send(message);
          expect(reference).toMatch(/^[\x21-\x7e]{1,300}$/);
          expect((await far(provider, message.to)).map(contentOf)).toEqual([contentOf(message)]);
        }
      },
    },
    {
      name: `delivers text of every script by ${channel} as it is`,
      run: async () => {
        const { provider } = await start();
        for (const text of honestTexts) {
          const message = messageTo(channel, { subject: text, text: `${text}\n\n${text}` });
          await provider.send(message);
          expect((await far(provider, message.to)).map(contentOf)).toEqual([contentOf(message)]);
        }
      },
    },
    {
      name: `delivers one ID once by ${channel}: again, at the same time, after a restart`,
      run: async () => {
        const { provider, state } = await start();
        const message = messageTo(channel);
        const sent = await Promise.all(Array.from({ length: 12 }, () => provider.send(message)));
        sent.push(await provider.send(message), await (await start({ state })).provider.send(message));
        expect(new Set(sent.map(({ reference }) => reference)).size).toBe(1);
        expect(await far(provider, message.to)).toHaveLength(1);
      },
    },
    {
      name: `delivers the first words of an ID by ${channel}, whatever comes under it later`,
      run: async () => {
        const { provider } = await start();
        const message = messageTo(channel);
        await provider.send(message);
        await provider.send({ ...message, text: 'other words' }).catch(expectConflict);
        expect((await far(provider, message.to)).map(({ text }) => text)).toEqual([message.text]);
      },
    },
    {
      name: `refuses an ID that went to somebody else by ${channel}, also after a restart`,
      run: async () => {
        const { provider, state } = await start();
        const message = messageTo(channel);
        const other = { ...message, to: messageTo(channel).to };
        await provider.send(message);
        for (const each of [provider, (await start({ state })).provider]) {
          await expectRefusal(() => each.send(other), 'NOTIFICATION_CONFLICT');
        }
        expect(await far(provider, other.to)).toEqual([]);
      },
    },
    {
      name: `sends one ID to one of several recipients at the same time by ${channel}`,
      run: async () => {
        const { provider } = await start();
        const id = randomUUID();
        const messages = Array.from({ length: 8 }, () => messageTo(channel, { id }));
        const outcomes = await Promise.allSettled(messages.map((each) => provider.send(each)));
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const each of outcomes) if (each.status === 'rejected') expectConflict(each.reason);
        const arrived = await Promise.all(messages.map(({ to }) => far(provider, to)));
        expect(arrived.flat()).toHaveLength(1);
      },
    },
    {
      name: `delivers each of many by ${channel} at the same time`,
      run: async () => {
        const { provider } = await start();
        const messages = Array.from({ length: 25 }, (_, index) =>
          messageTo(channel, { text: `no. ${index}` }),
        );
        const sent = await Promise.all(messages.map((each) => provider.send(each)));
        expect(new Set(sent.map(({ reference }) => reference)).size).toBe(25);
        for (const message of messages) {
          expect((await far(provider, message.to)).map(({ text }) => text)).toEqual([message.text]);
        }
      },
    },
  ];
}

function expectConflict(error: unknown): void {
  expect(error).toBeInstanceOf(PluginError);
  expect(error).toMatchObject({ code: 'NOTIFICATION_CONFLICT', retryable: false });
}

const wrongAddresses = {
  email: [
    '',
    ' ',
    'nobody',
    '@example.com',
    'a@',
    'a b@example.com',
    'a@example.com, b@example.com',
    '<a@example.com>',
  ],
  sms: ['', ' ', 'nobody', 'a@example.com', '12', '+86 138;+86 139', '+'],
};

const wrongLinks = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>',
  'vbscript:x',
  'file:///etc/passwd',
  '//example.com',
  'nowhere',
  '',
  'https://',
];

function hostileChecks({ start }: Subject<'notification'>, far: Far, channel: NotificationChannel): Check[] {
  const refuses = (
    what: string,
    changes: Partial<Notification>[],
    code: 'ADDRESS' | 'LINK' | 'TEXT',
  ): Check => ({
    name: `refuses ${what} by ${channel}, and delivers nothing`,
    run: async () => {
      const { provider } = await start();
      for (const change of changes) {
        const message = messageTo(channel, change);
        await expectRefusal(() => provider.send(message), `NOTIFICATION_${code}`);
        await expect(provider.send(message)).rejects.toMatchObject({ retryable: false });
        expect(await far(provider, message.to)).toEqual([]);
      }
    },
  });
  const addresses = [
    ...wrongAddresses[channel],
    ...hostileLines.map(([, text]) => `${messageTo(channel).to}${text}`),
  ];
  const broken = hostileLines.filter(([what]) => !/direction|isolate/.test(what));
  return [
    refuses(
      'an address that is none',
      addresses.map((to) => ({ to })),
      'ADDRESS',
    ),
    refuses(
      'a message without an ID, or with one no record can hold',
      [{ id: '' }, { id: 'a\0' }, { id: 'x'.repeat(5000) }],
      'ADDRESS',
    ),
    refuses(
      'a link that runs or leads nowhere',
      wrongLinks.map((link) => ({ link })),
      'LINK',
    ),
    ...broken.map(([what, text]) => refuses(`a subject with ${what}`, [{ subject: text }], 'TEXT')),
    refuses(
      'text that no message can hold',
      [{ text: 'a\0b' }, { text: 'a \udc00' }, { text: 'a\u0007' }, { text: '长'.repeat(2_000_000) }],
      'TEXT',
    ),
    refuses('nothing to say', [{ text: '' }, { text: ' \n ' }], 'TEXT'),
  ];
}

function inboxChecks({ start }: Subject<'notification'>, hasInbox: boolean): Check[] {
  if (!hasInbox) return [];
  const filled = async (count: number) => {
    let now = Date.now() - 60_000;
    const running = await start({
      clock: () => {
        now += 1000;
        return new Date(now);
      },
    });
    const { provider } = running;
    const channel = provider.channels[0] ?? 'email';
    const messages = Array.from({ length: count }, (_, index) =>
      messageTo(channel, { text: `no. ${index}` }),
    );
    for (const message of messages) await provider.send(message);
    const list = async (limit: number) => (await provider.inbox?.list(limit)) ?? [];
    return { messages, list, running };
  };
  return [
    {
      name: 'lists its inbox newest first, as many as asked for',
      run: async () => {
        const { messages, list } = await filled(5);
        const newest = messages.map(({ id }) => id).reverse();
        for (const limit of [0, 1, 3, 5, 100]) {
          expect((await list(limit)).map(({ id }) => id)).toEqual(newest.slice(0, limit));
        }
        for (const limit of [-1, Number.NaN]) expect(await list(limit)).toEqual([]);
      },
    },
    {
      name: 'keeps its inbox over a restart, and hands out copies',
      run: async () => {
        const { messages, list, running } = await filled(2);
        for (const each of await list(2)) each.text = 'changed';
        const restarted = (await start({ state: running.state })).provider;
        const texts = ((await restarted.inbox?.list(9)) ?? []).map(({ text }) => text);
        expect(texts).toEqual(messages.map(({ text }) => text).reverse());
      },
    },
    {
      name: 'keeps nothing of a message whose sending failed',
      run: async () => {
        const { messages, list, running } = await filled(1);
        await errorOf(() => running.provider.send(messageTo('email', { link: 'javascript:1' })));
        expect((await list(9)).map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
      },
    },
  ];
}
