import type { Core } from '../context.ts';
import { ensurePlatformKey, type PlatformKey, platformKey } from './authority.ts';
import { PLATFORM_TENANT_ID } from './platform-tenant.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
/** TSA policy of the built-in authority, under the 2.25 arc of UUIDs (ITU-T X.667). */
const TIMESTAMP_POLICY = '2.25.308219473515';

export type DefaultProviders = { storageDirectory: string; libreOfficePath?: string };

/** Makes the platform ready: root CA, TSA, certification key and the default providers. Safe to repeat. */
export async function installPlatform(core: Core, defaults: DefaultProviders): Promise<void> {
  await ensurePlatformKey(core, 'root', 'Chopmark Root CA');
  await ensurePlatformKey(core, 'timestamp', 'Chopmark Timestamp Authority');
  await ensurePlatformKey(core, 'certification', 'Chopmark Platform');
  await ensureDefaultProviders(core, defaults);
}

/** Behind every provider that is configured for failover: it is asked only for what the others can't do. */
export const NATIONAL_POSITION = 100;

/** The platform's root, TSA and certification key with SM2, made when the first tenant asks for them. Safe to repeat. */
export async function ensureNationalAuthorities(core: Core): Promise<void> {
  await ensurePlatformKey(core, 'root', 'Chopmark SM2 Root CA', 'national');
  await ensurePlatformKey(core, 'timestamp', 'Chopmark SM2 Timestamp Authority', 'national');
  await ensurePlatformKey(core, 'certification', 'Chopmark Platform', 'national');
  await core.providers.configureOnce({
    tenantId: PLATFORM_TENANT_ID,
    kind: 'timestamp',
    pluginId: 'built-in',
    position: NATIONAL_POSITION,
    config: timestampConfig(await platformKey(core, 'timestamp', 'national')),
  });
}

function timestampConfig({ certificate, chain, privateKey, algorithm }: PlatformKey) {
  return {
    certificate: base64(certificate),
    chain: chain.map(base64),
    key: base64(privateKey),
    algorithm,
    policy: TIMESTAMP_POLICY,
    accuracySeconds: 1,
  };
}

async function ensureDefaultProviders(core: Core, defaults: DefaultProviders): Promise<void> {
  const configured = await core.db.withTenant(PLATFORM_TENANT_ID, (tx) =>
    tx.providerConfiguration.findMany({ where: { tenantId: PLATFORM_TENANT_ID }, select: { kind: true } }),
  );
  const has = new Set(configured.map((row) => row.kind));
  const wanted = [
    { kind: 'identity', pluginId: 'sandbox', config: {} },
    { kind: 'storage', pluginId: 'filesystem', config: { root: defaults.storageDirectory } },
    { kind: 'notification', pluginId: 'mailbox', config: {} },
    {
      kind: 'conversion',
      pluginId: 'libreoffice',
      config: defaults.libreOfficePath ? { path: defaults.libreOfficePath } : {},
    },
    { kind: 'evidence', pluginId: 'log', config: {} },
  ] as const;
  for (const { kind, pluginId, config } of wanted) {
    if (!has.has(kind))
      await core.providers.configureOnce({ tenantId: PLATFORM_TENANT_ID, kind, pluginId, config });
  }
  // Its key is opened only to be handed over, once.
  if (!has.has('timestamp')) await configureTimestamp(core);
}

async function configureTimestamp(core: Core): Promise<void> {
  const timestamp = await platformKey(core, 'timestamp');
  await core.providers.configureOnce({
    tenantId: PLATFORM_TENANT_ID,
    kind: 'timestamp',
    pluginId: 'built-in',
    config: {
      certificate: base64(timestamp.certificate),
      chain: timestamp.chain.map(base64),
      key: base64(timestamp.privateKey),
      algorithm: timestamp.algorithm,
      policy: TIMESTAMP_POLICY,
      accuracySeconds: 1,
    },
  });
}
