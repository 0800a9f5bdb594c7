import type { HealthChecked } from './health.ts';

export type NotificationChannel = 'email' | 'sms';

export type Notification = {
  /** The caller's own ID: the same ID is delivered once. */
  id: string;
  channel: NotificationChannel;
  /** An e-mail address or a phone number. */
  to: string;
  locale: 'zh-CN' | 'en';
  subject: string;
  text: string;
  /** http or https. */
  link?: string;
};

export type InboxMessage = Notification & { sentAt: Date; reference: string };

/** For providers that keep what they send, so that it can be read on a page. */
export interface NotificationInbox {
  /** Newest first. */
  list(limit: number): Promise<InboxMessage[]>;
}

export interface NotificationProvider extends HealthChecked {
  readonly channels: readonly NotificationChannel[];
  send(notification: Notification): Promise<{ reference: string }>;
  readonly inbox?: NotificationInbox;
}
