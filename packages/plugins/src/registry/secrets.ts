import type { Plugin } from '../contract/plugin.ts';

export type Config = Record<string, unknown>;

/** Parts a configuration into what may be stored and shown, and what must be sealed. */
export function splitSecrets(plugin: Plugin, config: Config): { config: Config; secrets: Config } {
  const open: Config = {};
  const secrets: Config = {};
  for (const [key, value] of Object.entries(config)) {
    (plugin.secrets.includes(key) ? secrets : open)[key] = value;
  }
  return { config: open, secrets };
}

/** The reverse. A secret's field is taken from `secrets` only, whatever the open part says. */
export function joinSecrets(plugin: Plugin, config: Config, secrets: Config): Config {
  const joined: Config = {};
  for (const [key, value] of Object.entries(config)) {
    if (!plugin.secrets.includes(key)) joined[key] = value;
  }
  for (const key of plugin.secrets) {
    if (Object.hasOwn(secrets, key)) joined[key] = secrets[key];
  }
  return joined;
}

/** `text` with every secret value in it replaced, also where it stands encoded as requests and messages encode it. */
export function redact(plugin: Plugin, config: Config, text: string): string {
  const values = plugin.secrets.flatMap((key) => textsIn(config[key])).flatMap(spellingsOf);
  // Longest first, so that a value inside another leaves no rest.
  values.sort((a, b) => b.length - a.length);
  return values.reduce((redacted, value) => redacted.replaceAll(value, '•••'), text);
}

/** A secret as it is, in a URL, in JSON, in an Authorization header, in hexadecimal. */
export function spellingsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = bytes.toString('base64');
  return [
    value,
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return [];
}
