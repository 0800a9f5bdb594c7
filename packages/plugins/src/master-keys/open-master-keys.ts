import { readFile } from 'node:fs/promises';
import type { MasterKeys } from '../contract/master-keys.ts';
import { createEgress } from '../egress/egress.ts';
import { type KmsSettings, kmsMasterKeys } from './aws-kms.ts';
import { combinedMasterKeys } from './combined-keys.ts';
import { localMasterKeys } from './local-keys.ts';
import { pkcs11MasterKeys } from './pkcs11/pkcs11.ts';
import { keysOfFile, keysOfVariable } from './read-keys.ts';
import { masterKeyConfig } from './refusals.ts';
import { type MasterKeySettings, masterKeySettings } from './settings.ts';

/**
 * The installation's master keys, as its environment says: CHOPMARK_MASTER_KEY_PROVIDER wraps, everything else that is
 * configured unwraps what was wrapped before. Close them at the end.
 * @throws PluginError MASTER_KEY_CONFIG, MASTER_KEY_UNAVAILABLE
 */
export async function openMasterKeys(source: Record<string, unknown>): Promise<MasterKeys> {
  const settings = masterKeySettings(source);
  const opened = new Map<MasterKeySettings['provider'], MasterKeys>();
  try {
    if (settings.file) opened.set('file', localMasterKeys(keysOfFile(await readKeyFile(settings.file))));
    if (settings.variable) opened.set('environment', localMasterKeys(keysOfVariable(settings.variable)));
    if (settings.kms) opened.set('aws-kms', await kmsMasterKeys(settings.kms, egressTo(settings.kms)));
    if (settings.pkcs11) opened.set('pkcs11', await openPkcs11(settings.pkcs11));
    const current = opened.get(settings.provider);
    if (!current) throw masterKeyConfig(`The master key provider ${settings.provider} is not configured.`);
    return combinedMasterKeys(
      current,
      [...opened.values()].filter((each) => each !== current),
    );
  } catch (error) {
    await Promise.all([...opened.values()].map((each) => each.close()));
    throw error;
  }
}

/** The operator named the endpoint, so it may lie within the operator's own network; nothing else may. */
function egressTo({ endpoint }: KmsSettings) {
  const host = endpoint ? new URL(endpoint).hostname.replace(/^\[(.*)\]$/, '$1') : undefined;
  return createEgress({ allow: host ? [host] : [] });
}

async function openPkcs11({ pinFile, ...settings }: NonNullable<MasterKeySettings['pkcs11']>) {
  const pin = new TextDecoder().decode(await readKeyFile(pinFile)).trim();
  return pkcs11MasterKeys({ ...settings, pin });
}

async function readKeyFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw masterKeyConfig(`The file ${path} can't be read. Restore it, or correct the configuration.`, cause);
  }
}
