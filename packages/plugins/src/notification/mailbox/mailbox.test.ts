import { expect, test } from 'vitest';
import { notificationConformance } from '../../../testing/notification-conformance.ts';
import { memoryState, testHost, tickingClock } from '../../../testing/test-host.ts';
import type { Notification } from '../../contract/notification.ts';
import { mailboxNotification } from './mailbox.ts';

const message: Notification = {
  id: 'n-1',
  channel: 'email',
  to: 'li.ming@example.com',
  locale: 'zh-CN',
  subject: '请签署',
  text: '验证码 123456',
  link: 'https://sign.example/i/abc',
};

async function mailbox(state = memoryState()) {
  const host = testHost({ state, clock: tickingClock('2026-01-15T08:00:01Z') });
  const provider = await mailboxNotification.create({}, host);
  const list = async (limit: number) => (await provider.inbox?.list(limit)) ?? [];
  return { provider, list };
}

test('keeps messages, newest first, up to the limit', async () => {
  const { provider, list } = await mailbox();
  for (const id of ['z', 'a', 'm']) await provider.send({ ...message, id });
  expect((await list(10)).map(({ id }) => id)).toEqual(['m', 'a', 'z']);
  expect((await list(1)).map(({ id }) => id)).toEqual(['m']);
  expect(await list(0)).toEqual([]);
});

test('gives a message back whole, with and without a link', async () => {
  const { provider, list } = await mailbox();
  const { link: _, ...plain } = message;
  const { reference } = await provider.send(message);
  await provider.send({ ...plain, id: 'n-2', channel: 'sms', to: '+86 13800138000' });
  const [sms, mail] = await list(2);
  expect(mail).toEqual({ ...message, reference, sentAt: new Date('2026-01-15T08:00:01Z') });
  expect(sms).not.toHaveProperty('link');
});

test('delivers one ID once, however often and however fast it is sent', async () => {
  const { provider, list } = await mailbox();
  const sent = await Promise.all(Array.from({ length: 10 }, () => provider.send(message)));
  expect(new Set(sent.map(({ reference }) => reference)).size).toBe(1);
  expect(await list(10)).toHaveLength(1);
});

test('refuses an ID that went to somebody else, and keeps the first', async () => {
  const { provider, list } = await mailbox();
  await provider.send(message);
  const other = provider.send({ ...message, to: 'other@example.com' });
  await expect(other).rejects.toMatchObject({ code: 'NOTIFICATION_CONFLICT' });
  expect((await list(10)).map(({ to }) => to)).toEqual(['li.ming@example.com']);
});

test('keeps its messages over a restart', async () => {
  const state = memoryState();
  await (await mailbox(state)).provider.send(message);
  expect(await (await mailbox(state)).list(10)).toHaveLength(1);
});

test.each([
  [{ to: 'nobody' }, 'NOTIFICATION_ADDRESS'],
  [{ to: 'a@b.cn, c@d.cn' }, 'NOTIFICATION_ADDRESS'],
  [{ to: 'a@b.cn\r\nBcc: c@d.cn' }, 'NOTIFICATION_ADDRESS'],
  [{ channel: 'sms' as const }, 'NOTIFICATION_ADDRESS'],
  [{ id: '' }, 'NOTIFICATION_ADDRESS'],
  [{ channel: 'fax' as 'sms' }, 'NOTIFICATION_CHANNEL'],
  [{ link: 'javascript:alert(1)' }, 'NOTIFICATION_LINK'],
  [{ link: 'data:text/html,x' }, 'NOTIFICATION_LINK'],
  [{ link: 'nowhere' }, 'NOTIFICATION_LINK'],
])('refuses %j with %s and keeps nothing', async (change, code) => {
  const { provider, list } = await mailbox();
  await expect(provider.send({ ...message, ...change })).rejects.toMatchObject({ code });
  expect(await list(10)).toEqual([]);
});

test('is labelled a sandbox', () => {
  expect(mailboxNotification.sandbox).toBe(true);
  expect(mailboxNotification.label['zh-CN']).toContain('沙盒');
});

notificationConformance(mailboxNotification, { config: {} });
