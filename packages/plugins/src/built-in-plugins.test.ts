import { expect, test } from 'vitest';
import { builtInPlugins } from './built-in-plugins.ts';
import { pluginKinds } from './contract/plugin.ts';
import { createRegistry } from './registry/registry.ts';

const catalogue = createRegistry(builtInPlugins).catalogue();

test('there is one for every kind', () => {
  expect([...new Set(catalogue.map(({ kind }) => kind))]).toEqual([...pluginKinds]);
});

test.each(catalogue)(
  '$kind/$id has a name in both languages and a form',
  ({ label, configSchema, secrets }) => {
    expect(label['zh-CN']).toMatch(/\p{Script=Han}/u);
    expect(label.en).toMatch(/[a-z]/);
    expect(configSchema).toMatchObject({ type: 'object', additionalProperties: false });
    for (const secret of secrets)
      expect(configSchema).toMatchObject({ properties: { [secret]: { writeOnly: true } } });
  },
);

test('private keys and log-ins are secrets', () => {
  const secretsOf = (name: string) => catalogue.find(({ kind, id }) => `${kind}/${id}` === name)?.secrets;
  expect(secretsOf('ca/built-in')).toEqual(['issuingKey', 'retired']);
  expect(secretsOf('timestamp/built-in')).toEqual(['key']);
  expect(secretsOf('timestamp/rfc3161')).toEqual(['password', 'bearerToken']);
});

test('what asks or reaches nobody outside is marked as a sandbox', () => {
  expect(catalogue.filter(({ sandbox }) => sandbox).map(({ kind }) => kind)).toEqual([
    'identity',
    'notification',
    'evidence',
  ]);
});
