import { z } from 'zod';
import type { KmsSettings } from './aws-kms.ts';
import { mechanismNames } from './pkcs11/mechanisms.ts';
import type { Pkcs11Settings } from './pkcs11/token.ts';
import { masterKeyConfig } from './refusals.ts';

const text = z.string().min(1).optional();
const list = z
  .string()
  .transform((value) => value.split(',').map((each) => each.trim()))
  .pipe(z.array(z.string().min(1)).min(1))
  .optional();

const providers = ['file', 'environment', 'aws-kms', 'pkcs11'] as const;

/** Every variable about master keys; docs/environment.md lists them. */
const schema = z.object({
  CHOPMARK_MASTER_KEY_PROVIDER: z.enum(providers).default('file'),
  CHOPMARK_MASTER_KEY_FILE: text,
  CHOPMARK_MASTER_KEYS: text,
  CHOPMARK_KMS_REGION: text,
  CHOPMARK_KMS_KEYS: list.refine(
    (keys) => !keys?.some((key) => /(^|:)alias\//.test(key)),
    'must name keys by ARN or ID: an alias may come to mean another key',
  ),
  CHOPMARK_KMS_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  CHOPMARK_KMS_ACCESS_KEY_ID: text,
  CHOPMARK_KMS_SECRET_ACCESS_KEY: text,
  CHOPMARK_KMS_SESSION_TOKEN: text,
  CHOPMARK_PKCS11_MODULE: text,
  CHOPMARK_PKCS11_TOKEN: text,
  CHOPMARK_PKCS11_PIN_FILE: text,
  CHOPMARK_PKCS11_KEYS: list,
  CHOPMARK_PKCS11_MECHANISM: z.enum(mechanismNames).optional(),
});

type Variables = z.output<typeof schema>;

export type MasterKeySettings = {
  /** Where the key is that wraps; the others that are configured only unwrap. */
  provider: (typeof providers)[number];
  file?: string;
  variable?: string;
  kms?: KmsSettings;
  pkcs11?: Omit<Pkcs11Settings, 'pin'> & { pinFile: string };
};

/** @throws PluginError MASTER_KEY_CONFIG that names every variable that is missing or wrong, never a value */
export function masterKeySettings(source: Record<string, unknown>): MasterKeySettings {
  const parsed = schema.safeParse(source);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw masterKeyConfig(`The master keys are not configured well: ${problems.join('; ')}`);
  }
  const variables = parsed.data;
  const { CHOPMARK_MASTER_KEY_PROVIDER: provider } = variables;
  const { CHOPMARK_MASTER_KEY_FILE: file, CHOPMARK_MASTER_KEYS: variable } = variables;
  if (provider === 'file' && !file) throw missing(provider, ['CHOPMARK_MASTER_KEY_FILE']);
  if (provider === 'environment' && !variable) throw missing(provider, ['CHOPMARK_MASTER_KEYS']);
  const kms = kmsSettings(variables);
  const pkcs11 = pkcs11Settings(variables);
  return {
    provider,
    ...(file ? { file } : {}),
    ...(variable ? { variable } : {}),
    ...(kms ? { kms } : {}),
    ...(pkcs11 ? { pkcs11 } : {}),
  };
}

function kmsSettings(variables: Variables): KmsSettings | undefined {
  const {
    CHOPMARK_MASTER_KEY_PROVIDER: provider,
    CHOPMARK_KMS_REGION: region,
    CHOPMARK_KMS_KEYS: keys,
    CHOPMARK_KMS_ACCESS_KEY_ID: accessKeyId,
    CHOPMARK_KMS_SECRET_ACCESS_KEY: secretAccessKey,
  } = variables;
  if (provider !== 'aws-kms' && !keys) return undefined;
  if (!region || !keys || !accessKeyId || !secretAccessKey) {
    const names = ['REGION', 'KEYS', 'ACCESS_KEY_ID', 'SECRET_ACCESS_KEY'];
    throw missing(
      'aws-kms',
      absent(
        variables,
        names.map((name) => `CHOPMARK_KMS_${name}`),
      ),
    );
  }
  const { CHOPMARK_KMS_ENDPOINT: endpoint, CHOPMARK_KMS_SESSION_TOKEN: sessionToken } = variables;
  return { region, keys, accessKeyId, secretAccessKey, endpoint, sessionToken };
}

function pkcs11Settings(variables: Variables): MasterKeySettings['pkcs11'] {
  const {
    CHOPMARK_MASTER_KEY_PROVIDER: provider,
    CHOPMARK_PKCS11_MODULE: module,
    CHOPMARK_PKCS11_TOKEN: token,
    CHOPMARK_PKCS11_PIN_FILE: pinFile,
    CHOPMARK_PKCS11_KEYS: keys,
  } = variables;
  if (provider !== 'pkcs11' && !keys) return undefined;
  if (!module || !token || !pinFile || !keys) {
    const names = ['MODULE', 'TOKEN', 'PIN_FILE', 'KEYS'];
    throw missing(
      'pkcs11',
      absent(
        variables,
        names.map((name) => `CHOPMARK_PKCS11_${name}`),
      ),
    );
  }
  return { module, token, pinFile, keys, mechanism: variables.CHOPMARK_PKCS11_MECHANISM };
}

const absent = (variables: Record<string, unknown>, names: readonly string[]) =>
  names.filter((name) => variables[name] === undefined);

function missing(provider: string, names: readonly string[]) {
  return masterKeyConfig(`The master key provider ${provider} needs ${names.join(', ')}.`);
}
