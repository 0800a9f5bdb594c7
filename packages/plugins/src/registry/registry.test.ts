import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { testHost } from '../../testing/test-host.ts';
import { definePlugin, type Plugin } from '../contract/plugin.ts';
import { PluginError } from '../errors.ts';
import { createRegistry } from './registry.ts';
import { joinSecrets, splitSecrets } from './secrets.ts';

const token = 'tok-5f1e-very-secret';

const gateway = definePlugin({
  kind: 'evidence',
  id: 'gateway',
  contract: 1,
  label: { 'zh-CN': '网关', en: 'Gateway' },
  config: z
    .object({
      url: z.url(),
      retries: z.number().int().min(0).default(3),
      token: z.string().min(10, { error: ({ input }) => `${input} is too short` }),
    })
    .refine((config) => config.url !== config.token, {
      error: ({ input }) => `unlike ${JSON.stringify(input)}`,
    })
    .refine((config) => !config.url.includes('quote'), {
      error: ({ input }) => `must not quote ${JSON.stringify(input)}`,
    }),
  secrets: ['token'],
  supports: ['chain-hash'],
  create: ({ url, retries, token }) => ({
    deposit: async ({ at }) => ({ receipt: `${url} ${retries} ${token}`, at }),
  }),
});
const sandboxed = definePlugin({
  kind: 'identity',
  id: 'gateway',
  contract: 1,
  label: { 'zh-CN': '沙盒', en: 'Sandbox' },
  sandbox: true,
  config: z.object({}),
  secrets: [],
  supports: [],
  create: () => {
    throw new Error('never started here');
  },
});

const registry = createRegistry([gateway, sandboxed]);

function issuesOf(config: unknown): PluginError {
  try {
    registry.validateConfig('evidence', 'gateway', config);
  } catch (error) {
    if (error instanceof PluginError) return error;
  }
  throw new Error('accepted');
}

describe('the catalogue', () => {
  test('lists every plug-in with a form for its configuration, in which secrets are write-only', () => {
    const [identity, evidence] = registry.catalogue();
    expect(identity).toMatchObject({
      kind: 'identity',
      id: 'gateway',
      sandbox: true,
      label: { en: 'Sandbox' },
    });
    expect(evidence).toMatchObject({ kind: 'evidence', id: 'gateway', sandbox: false, secrets: ['token'] });
    expect(evidence?.configSchema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['url', 'token'],
      properties: {
        url: { type: 'string', format: 'uri' },
        retries: { type: 'integer', default: 3 },
        token: { type: 'string', writeOnly: true },
      },
    });
    expect(evidence?.configSchema).not.toHaveProperty('properties.url.writeOnly');
  });

  test('keeps equal ids of different kinds apart', () => {
    expect(registry.get('identity', 'gateway')).toBe(sandboxed);
    expect(registry.get('evidence', 'gateway')).toBe(gateway);
  });

  test.each([
    ['evidence', 'missing'],
    ['storage', 'gateway'],
    ['toString', 'gateway'],
    ['__proto__', 'gateway'],
    ['evidence', '__proto__'],
  ])('knows no plug-in %s/%s', (kind, id) => {
    // Kinds and ids come from stored rows.
    const fromARow = kind as 'evidence';
    expect(() => registry.get(fromARow, id)).toThrow(expect.objectContaining({ code: 'PLUGIN_UNKNOWN' }));
  });
});

describe('definitions that stop the start', () => {
  const changed = (change: Partial<Plugin<'evidence'>>) => () => createRegistry([{ ...gateway, ...change }]);

  test('another contract version', () => {
    expect(changed({ contract: 2 })).toThrow(expect.objectContaining({ code: 'PLUGIN_CONTRACT_VERSION' }));
  });

  test('two of one name', () => {
    expect(() => createRegistry([gateway, gateway])).toThrow(
      expect.objectContaining({ code: 'PLUGIN_DUPLICATE' }),
    );
  });

  test('an id that is no id, a secret that is no field, a kind that does not exist', () => {
    const invalid = expect.objectContaining({ code: 'PLUGIN_DEFINITION_INVALID' });
    expect(changed({ id: 'Gate Way' })).toThrow(invalid);
    expect(changed({ secrets: ['tokn'] })).toThrow(invalid);
    expect(changed({ secrets: ['constructor'] })).toThrow(invalid);
    expect(changed({ kind: 'weather' as 'evidence' })).toThrow(invalid);
  });
});

describe('a configuration', () => {
  test('is returned with its defaults', () => {
    expect(registry.validateConfig('evidence', 'gateway', { url: 'https://e.example', token })).toEqual({
      url: 'https://e.example',
      retries: 3,
      token,
    });
  });

  test('that does not fit is refused with each field and what is wrong with it', () => {
    const error = issuesOf({ url: 'nowhere', retries: -1, token });
    expect(error.code).toBe('PLUGIN_CONFIG_INVALID');
    expect(error.issues.map(({ path }) => path).sort()).toEqual(['retries', 'url']);
    expect(error.message).toContain('retries');
  });

  test('with a misspelt field is refused', () => {
    expect(issuesOf({ url: 'https://e.example', token, retrys: 1 }).message).toContain('retrys');
  });

  test.each([[null], ['text'], [[]], [undefined]])('that is %j is refused', (config) => {
    expect(issuesOf(config).code).toBe('PLUGIN_CONFIG_INVALID');
  });

  test('that is wrong in a secret never has the secret in its error', () => {
    const short = issuesOf({ url: 'https://e.example', token: 'abc-geheim'.slice(0, 9) });
    expect(short.issues).toEqual([{ path: 'token', message: 'is missing or not in the expected form' }]);
    expect(JSON.stringify([short, short.message, String(short.cause)])).not.toContain('abc-gehei');

    const quoting = issuesOf({ url: 'https://quote.example', token });
    expect(quoting.issues[0]?.message).toContain('must not quote');
    expect(JSON.stringify([quoting, quoting.message, String(quoting.cause), quoting.stack])).not.toContain(
      token,
    );
  });
});

describe('secrets', () => {
  test('are parted from the rest and joined again', () => {
    const config = { url: 'https://e.example', retries: 3, token };
    const parts = splitSecrets(gateway, config);
    expect(parts).toEqual({ config: { url: 'https://e.example', retries: 3 }, secrets: { token } });
    expect(joinSecrets(gateway, parts.config, parts.secrets)).toEqual(config);
  });

  test('come from the sealed part only, and bring no other fields with them', () => {
    const joined = joinSecrets(gateway, { url: 'a', token: 'open' }, { url: 'b', token });
    expect(joined).toEqual({ url: 'a', token });
    expect(joinSecrets(gateway, { url: 'a', token: 'open' }, {})).toEqual({ url: 'a' });
  });
});

test('a plug-in parses its configuration itself when it is created without the registry', async () => {
  await expect(gateway.create({ url: 'https://e.example' }, testHost())).rejects.toThrow(z.ZodError);
});
