import { type AnyPlugin, builtInPlugins, definePlugin, PluginError } from '@chopmark/plugins';
import { z } from 'zod';
import type { Core } from '../context.ts';
import { platformKey } from '../platform/authority.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';

/** How often a provider fails from now on, and whether it says that trying again is worth it. */
export type Mood = { failures: number; retryable: boolean; calls: number };

export type MoodyProviders = {
  /** For `createCore`: the built-in ones and the moody ones. */
  plugins: readonly AnyPlugin[];
  timestamp: Mood;
  notification: Mood;
  /** Makes them the platform's providers of their kinds. */
  install(core: Core): Promise<void>;
};

const label = { 'zh-CN': '时好时坏', en: 'Moody' };

/**
 * A third party's timestamp authority and notification service, plugged in through the public contract, which are down
 * when a test wants it. When they are up, the built-in ones do the work.
 */
export function moodyProviders(): MoodyProviders {
  const timestamp: Mood = { failures: 0, retryable: true, calls: 0 };
  const notification: Mood = { failures: 0, retryable: true, calls: 0 };
  const [stamps, mails] = [builtIn('timestamp'), builtIn('notification')];
  const moodyTimestamp = definePlugin({
    kind: 'timestamp',
    id: 'moody',
    contract: 1,
    label,
    config: stamps.config,
    secrets: ['key'],
    supports: stamps.supports,
    create: async (config, host) => {
      const authority = await stamps.create(config, host);
      return {
        ...authority,
        timestamp: async (request) => {
          feel(timestamp);
          return authority.timestamp(request);
        },
      };
    },
  });
  const moodyNotification = definePlugin({
    kind: 'notification',
    id: 'moody',
    contract: 1,
    label,
    config: z.object({}),
    secrets: [],
    supports: mails.supports,
    create: async (config, host) => {
      const service = await mails.create(config, host);
      return {
        ...service,
        send: async (message) => {
          feel(notification);
          return service.send(message);
        },
      };
    },
  });
  return {
    plugins: [...builtInPlugins, moodyTimestamp, moodyNotification],
    timestamp,
    notification,
    install,
  };
}

function feel(mood: Mood): void {
  mood.calls++;
  if (mood.failures === 0) return;
  mood.failures--;
  throw new PluginError('PROVIDER_UNAVAILABLE', 'The service is down. Try again later.', {
    retryable: mood.retryable,
  });
}

function builtIn<K extends 'timestamp' | 'notification'>(kind: K): Extract<AnyPlugin, { kind: K }> {
  const found = builtInPlugins.find(
    (plugin): plugin is Extract<AnyPlugin, { kind: K }> => plugin.kind === kind,
  );
  if (!found) throw new Error(`there is no built-in ${kind} plug-in`);
  return found;
}

async function install(core: Core): Promise<void> {
  const tsa = await platformKey(core, 'timestamp');
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const configure = (kind: 'timestamp' | 'notification', config: Record<string, unknown>) =>
    core.providers.configure({ tenantId: PLATFORM_TENANT_ID, kind, pluginId: 'moody', config });
  await configure('timestamp', {
    certificate: base64(tsa.certificate),
    chain: tsa.chain.map(base64),
    key: base64(tsa.privateKey),
    algorithm: tsa.algorithm,
    policy: '2.25.1',
  });
  await configure('notification', {});
}
