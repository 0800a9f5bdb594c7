import { expect } from 'vitest';
import type { Implementations, PluginKind } from '../src/contract/plugin.ts';
import { createRegistry } from '../src/registry/registry.ts';
import { spellingsOf } from '../src/registry/secrets.ts';
import type { Check } from './check.ts';
import { errorOf, wholeText } from './refusal.ts';
import { type Subject, severed } from './subject.ts';

const healthLimitMs = 15_000;

/** What a suite tells about its kind, for the checks that hold for every kind. */
export type KindFacts<K extends PluginKind> = {
  /** Words `supports` may hold. */
  abilities: readonly string[];
  /** Some of the provider's real work, with what must stay out of log lines: contents and personal data. */
  work(provider: Implementations[K]): Promise<unknown>;
  /** Calls that are refused; their errors are read for secrets. */
  refused(provider: Implementations[K]): Promise<unknown>[];
  personal: readonly string[];
};

/** What is asked of a provider of any kind: its definition, its health check's honesty, its silence about secrets. */
export function commonChecks<K extends PluginKind>(subject: Subject<K>, facts: KindFacts<K>): Check[] {
  return [
    ...definitionChecks(subject, facts),
    ...healthChecks(subject, facts),
    ...silenceChecks(subject, facts),
  ];
}

function definitionChecks<K extends PluginKind>(
  { plugin, options }: Subject<K>,
  facts: KindFacts<K>,
): Check[] {
  return [
    {
      name: 'has a name in both languages, which says so if it is a sandbox',
      run: async () => {
        expect(plugin.label['zh-CN']).toMatch(/\p{Script=Han}/u);
        expect(plugin.label.en).toMatch(/[a-z]{2}/i);
        expect(plugin.label.en).not.toMatch(/\p{Script=Han}/u);
        expect(/沙盒/.test(plugin.label['zh-CN'])).toBe(plugin.sandbox);
        expect(/sandbox/i.test(plugin.label.en)).toBe(plugin.sandbox);
      },
    },
    {
      name: 'says what it can do, in the words of its kind',
      run: async () => {
        expect(plugin.supports.length).toBeGreaterThan(0);
        expect(plugin.supports.filter((each) => !facts.abilities.includes(each))).toEqual([]);
      },
    },
    {
      name: 'accepts its configuration, and what it makes of it; refuses unknown fields',
      run: async () => {
        // A plug-in of one kind is one of any kind, which the compiler can't know of a type parameter.
        const registry = createRegistry([plugin as never]);
        const stored = registry.validateConfig(plugin.kind, plugin.id, options.config);
        expect(registry.validateConfig(plugin.kind, plugin.id, JSON.parse(JSON.stringify(stored)))).toEqual(
          stored,
        );
        const misspelt = { ...options.config, noSuchField: 1 };
        expect(() => registry.validateConfig(plugin.kind, plugin.id, misspelt)).toThrow(
          expect.objectContaining({ code: 'PLUGIN_CONFIG_INVALID' }),
        );
      },
    },
  ];
}

function healthChecks<K extends PluginKind>(subject: Subject<K>, facts: KindFacts<K>): Check[] {
  const { options } = subject;
  const outOfOrder: Check = {
    name: 'says that it is not well under a configuration that does not work',
    run: async () => {
      const { provider } = await subject.start({}, options.outOfOrder);
      expect(await healthOf(provider)).toMatchObject({ ok: false });
      await errorOf(() => facts.work(provider));
    },
    timeoutMs: 60_000,
  };
  return [
    {
      name: 'reports its health in both languages, and changes nothing by it',
      run: async () => {
        const { provider, state } = await subject.start();
        const before = await state.list('');
        const health = await healthOf(provider);
        expect(health?.ok).toBe(true);
        expect(health?.message['zh-CN']).toMatch(/\p{Script=Han}/u);
        expect(health?.message.en).toMatch(/[a-z]{2}/i);
        expect(await state.list('')).toEqual(before);
      },
      timeoutMs: 60_000,
    },
    {
      name: 'does not call itself well while it cannot work',
      run: async () => {
        const { provider } = await subject.start(severed());
        const works = await facts.work(provider).then(
          () => true,
          () => false,
        );
        const health = await healthOf(provider);
        if (!works) expect(health).toMatchObject({ ok: false });
      },
      timeoutMs: 60_000,
    },
    ...(options.outOfOrder ? [outOfOrder] : []),
  ];
}

/** Resolves in time also when the provider isn't well. */
async function healthOf(provider: Implementations[PluginKind]) {
  const started = performance.now();
  const health = await provider.healthCheck?.();
  expect(health, 'it has a health check').toBeDefined();
  expect(performance.now() - started).toBeLessThan(healthLimitMs);
  return health;
}

function silenceChecks<K extends PluginKind>(subject: Subject<K>, facts: KindFacts<K>): Check[] {
  const { plugin, options } = subject;
  const secrets = plugin.secrets.flatMap((name) => {
    const value = options.config[name];
    return typeof value === 'string' ? spellingsOf(value) : [];
  });
  const expectNone = (texts: readonly string[], hidden: readonly string[]) => {
    for (const text of texts) for (const each of hidden) expect(text).not.toContain(each);
  };
  const secretCheck: Check = {
    name: 'names no secret in log lines, health, results or errors',
    run: async () => {
      const running = await subject.start();
      const { provider, lines } = running;
      const said = [
        JSON.stringify((await facts.work(provider)) ?? null),
        JSON.stringify(await healthOf(provider)),
      ];
      const errors = await Promise.allSettled(facts.refused(provider));
      for (const each of errors) if (each.status === 'rejected') said.push(wholeText(each.reason));
      const cut = await subject.start(severed()).catch(() => undefined);
      if (cut) {
        await facts.work(cut.provider).catch((error: unknown) => void said.push(wholeText(error)));
        said.push(JSON.stringify(await healthOf(cut.provider)), ...cut.lines);
      }
      expectNone([...said, ...lines], secrets);
    },
    timeoutMs: 60_000,
  };
  return [
    // Without secrets there is nothing to name.
    ...(secrets.length > 0 ? [secretCheck] : []),
    {
      name: 'writes no contents and no personal data into log lines',
      run: async () => {
        const { provider, lines } = await subject.start();
        await facts.work(provider);
        await Promise.allSettled(facts.refused(provider));
        // Log lines are JSON: a line end stands in them as two characters.
        const hidden = facts.personal.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
        expectNone(lines, hidden);
      },
      timeoutMs: 60_000,
    },
  ];
}
