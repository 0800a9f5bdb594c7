import type { KMSClient } from '@aws-sdk/client-kms';
import type { Egress } from '../contract/host.ts';
import type { KeyContext, MasterKeys } from '../contract/master-keys.ts';
import { PluginError } from '../errors.ts';
import { egressHandler } from './egress-handler.ts';
import { masterKeyUnavailable, unknownMasterKey, unwrapRefused } from './refusals.ts';

export type KmsSettings = {
  region: string;
  /** ARNs or IDs of the keys, the current one first; no aliases, which may come to mean another key. */
  keys: readonly string[];
  /** A KMS elsewhere, e.g. within the operator's network. */
  endpoint?: string | undefined;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
};

const TIMEOUT_MS = 10_000;
const PREFIX = 'aws-kms:';

/**
 * Master keys that never leave AWS KMS: Encrypt and Decrypt with tenant and purpose as encryption context, which KMS
 * authenticates and writes into its own log. KMS's automatic rotation of key material needs nothing from here.
 */
export async function kmsMasterKeys(settings: KmsSettings, egress: Egress): Promise<MasterKeys> {
  const { DecryptCommand, EncryptCommand } = await import('@aws-sdk/client-kms');
  const client = await createClient(settings, egress);
  const keyIds = settings.keys.map((key) => PREFIX + key);
  const [current = ''] = settings.keys;
  const wrap: MasterKeys['wrap'] = async (dataKey, context) => {
    const command = new EncryptCommand({
      KeyId: current,
      Plaintext: dataKey,
      EncryptionContext: encryptionContext(context),
    });
    const { CiphertextBlob } = await answered(() => client.send(command));
    if (!CiphertextBlob) throw masterKeyUnavailable('KMS answered without a ciphertext.', true);
    return { masterKeyId: PREFIX + current, wrapped: new Uint8Array(CiphertextBlob) };
  };
  return {
    currentKeyId: PREFIX + current,
    keyIds,
    wrap,
    async unwrap({ masterKeyId, wrapped }, context) {
      if (!keyIds.includes(masterKeyId)) throw unknownMasterKey(masterKeyId);
      const command = new DecryptCommand({
        // Named, so that a ciphertext of some other key that the credentials may use is refused.
        KeyId: masterKeyId.slice(PREFIX.length),
        CiphertextBlob: wrapped,
        EncryptionContext: encryptionContext(context),
      });
      const { Plaintext } = await answered(() => client.send(command));
      if (!Plaintext) throw masterKeyUnavailable('KMS answered without a plaintext.', true);
      return new Uint8Array(Plaintext);
    },
    healthCheck: () => health(() => wrap(new Uint8Array(32), { tenantId: 'none', purpose: 'health' })),
    close: async () => client.destroy(),
  };
}

async function createClient(settings: KmsSettings, egress: Egress): Promise<KMSClient> {
  const { region, endpoint, accessKeyId, secretAccessKey, sessionToken } = settings;
  const { KMSClient } = await import('@aws-sdk/client-kms');
  // Everything is said here, so that no profile, variable or metadata service of the machine has a say.
  return new KMSClient({
    region,
    ...(endpoint ? { endpoint } : {}),
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    requestHandler: egressHandler(egress, TIMEOUT_MS),
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts: 3,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: 'chopmark',
  });
}

const encryptionContext = ({ tenantId, purpose }: KeyContext) => ({ tenant: tenantId, purpose });

/** What KMS says of a ciphertext that isn't the one it made, or not for this context or key. */
const REFUSALS = new Set(['InvalidCiphertextException', 'IncorrectKeyException', 'ValidationException']);
const PASSING = new Set(['ThrottlingException', 'KMSInternalException', 'DependencyTimeoutException']);

async function answered<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof PluginError) throw masterKeyUnavailable(error.message, error.retryable, error);
    const name = error instanceof Error ? error.name : 'an unknown error';
    if (REFUSALS.has(name)) throw unwrapRefused(error);
    throw masterKeyUnavailable(
      `KMS answered ${name}. Check the key's state and policy, and the credentials.`,
      PASSING.has(name),
      error,
    );
  }
}

async function health(probe: () => Promise<unknown>) {
  try {
    await probe();
    return { ok: true, message: { 'zh-CN': 'KMS 主密钥可用。', en: 'The KMS key can be used.' } };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    return {
      ok: false,
      message: { 'zh-CN': `KMS 主密钥不可用：${why}`, en: `The KMS key can't be used: ${why}` },
    };
  }
}
