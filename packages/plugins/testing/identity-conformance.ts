import { expect } from 'vitest';
import type {
  EnterpriseIdentity,
  IdentityProvider,
  IdentityResult,
  PersonIdentity,
} from '../src/contract/identity.ts';
import type { Plugin } from '../src/contract/plugin.ts';
import { PluginError } from '../src/errors.ts';
import { type Check, describeChecks } from './check.ts';
import { commonChecks } from './common-checks.ts';
import { hostileLines } from './hostile.ts';
import { expectRefusal } from './refusal.ts';
import { type Subject, type SubjectOptions, subjectOf } from './subject.ts';

export type IdentityConformanceOptions = SubjectOptions & {
  /** Who the provider verifies: real or made-up people and enterprises of its test system, well-formed in every field. */
  verified: { person?: Required<PersonIdentity>; enterprise?: Required<EnterpriseIdentity> };
  /** Who it rejects though every field is well-formed. */
  rejected: { person?: PersonIdentity; enterprise?: EnterpriseIdentity };
};

/** What every identity provider must do. It is started anew for most tests, so its checks should cost nothing. */
export function identityConformance(plugin: Plugin<'identity'>, options: IdentityConformanceOptions): void {
  describeChecks(`identity conformance: ${plugin.id}`, identityChecks(plugin, options));
}

type Subjects = {
  one: 'a person' | 'an enterprise';
  ask(provider: IdentityProvider, change?: { name?: string; number?: string }): Promise<IdentityResult>;
  askRejected: ((provider: IdentityProvider) => Promise<IdentityResult>) | undefined;
  name: string;
  number: string;
};

/** The checks themselves, so that a test can hand them a provider that must fail. */
export function identityChecks(plugin: Plugin<'identity'>, options: IdentityConformanceOptions): Check[] {
  const subject = subjectOf(plugin, options);
  const sorts = subjectsOf(options);
  return [
    ...commonChecks(subject, {
      abilities: ['person', 'enterprise'],
      work: async (provider) => Promise.all(sorts.map((each) => each.ask(provider))),
      refused: (provider) => sorts.map((each) => each.ask(provider, { name: 'A\0', number: '1\0' })),
      personal: sorts.flatMap(({ name, number }) => [name, number]),
    }),
    supportCheck(plugin, options, subject),
    ...sorts.flatMap((each) => [
      ...verdictChecks(subject, each),
      ...hostileChecks(subject, each),
      ...recordChecks(subject, each),
    ]),
  ];
}

function subjectsOf({ verified, rejected }: IdentityConformanceOptions): Subjects[] {
  const { person, enterprise } = verified;
  const sorts: Subjects[] = [];
  if (person) {
    const refused = rejected.person;
    sorts.push({
      one: 'a person',
      ask: (provider, { name = person.name, number = person.idNumber } = {}) =>
        provider.verifyPerson({ ...person, name, idNumber: number }),
      askRejected: refused && ((provider) => provider.verifyPerson(refused)),
      name: person.name,
      number: person.idNumber,
    });
  }
  if (enterprise) {
    const refused = rejected.enterprise;
    sorts.push({
      one: 'an enterprise',
      ask: (provider, { name = enterprise.name, number = enterprise.creditCode } = {}) =>
        provider.verifyEnterprise({ ...enterprise, name, creditCode: number }),
      askRejected: refused && ((provider) => provider.verifyEnterprise(refused)),
      name: enterprise.name,
      number: enterprise.creditCode,
    });
  }
  return sorts;
}

function supportCheck(
  plugin: Plugin<'identity'>,
  { verified }: IdentityConformanceOptions,
  subject: Subject<'identity'>,
): Check {
  return {
    name: 'verifies what it says it supports, and refuses the rest',
    run: async () => {
      expect(plugin.supports.includes('person')).toBe(verified.person !== undefined);
      expect(plugin.supports.includes('enterprise')).toBe(verified.enterprise !== undefined);
      const { provider } = await subject.start();
      if (!verified.person)
        await expectRefusal(() => provider.verifyPerson({ name: '李明' }), 'IDENTITY_REQUEST');
      if (!verified.enterprise) {
        const enterprise = { name: '示例公司', creditCode: '914403001922038216' };
        await expectRefusal(() => provider.verifyEnterprise(enterprise), 'IDENTITY_REQUEST');
      }
    },
  };
}

/** True of any result, whatever was asked. */
function expectSound(result: IdentityResult, sandbox: boolean): void {
  expect(result.sandbox, 'a sandbox says so in each result, and only a sandbox does').toBe(sandbox);
  expect(result.reference).toMatch(/^[\x21-\x7e]{1,200}$/);
  if (result.status === 'verified') {
    expect(['low', 'substantial', 'high']).toContain(result.level);
    if (sandbox) expect(result.level, 'nobody was asked').toBe('low');
    return;
  }
  expect(['rejected', 'pending']).toContain(result.status);
  expect(result.level).toBe('none');
  expect(result.reason).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
}

function verdictChecks({ plugin, start }: Subject<'identity'>, sort: Subjects): Check[] {
  const { one } = sort;
  const wrongNumbers = ['', ' ', '0', changedCharacter(sort.number), `${sort.number}0`, `${sort.number}\n`];
  return [
    {
      name: `verifies ${one} it knows, at a level it can answer for`,
      run: async () => {
        const result = await sort.ask((await start()).provider);
        expectSound(result, plugin.sandbox);
        expect(result).toMatchObject({ status: 'verified' });
      },
    },
    {
      name: `rejects ${one} it does not know, with a reason`,
      run: async () => {
        if (!sort.askRejected) throw new Error('tell the suite whom the provider rejects: options.rejected');
        const result = await sort.askRejected((await start()).provider);
        expectSound(result, plugin.sandbox);
        expect(result.status).toBe('rejected');
      },
    },
    {
      name: `never verifies ${one} without a name`,
      run: async () => {
        for (const name of ['', ' ', '\t', '\u3000', '\u200b']) {
          await expectNotVerified(sort.ask((await start()).provider, { name }), plugin.sandbox);
        }
      },
    },
    {
      name: `never verifies ${one} whose number is not one (GB 11643, GB 32100)`,
      run: async () => {
        const { provider } = await start();
        for (const number of wrongNumbers) {
          await expectNotVerified(sort.ask(provider, { number }), plugin.sandbox);
        }
      },
    },
    {
      name: `judges ${one} the same way each time, each under a reference of its own`,
      run: async () => {
        const { provider, state } = await start();
        const restarted = (await start({ state })).provider;
        const results = [await sort.ask(provider), await sort.ask(provider), await sort.ask(restarted)];
        expect(new Set(results.map(({ status, level }) => `${status} ${level}`)).size).toBe(1);
        expect(new Set(results.map(({ reference }) => reference)).size).toBe(3);
      },
    },
    {
      name: `keeps many checks of ${one} at the same time apart`,
      run: async () => {
        const { provider } = await start();
        const asked = Array.from({ length: 24 }, (_, index) =>
          sort
            .ask(provider, index % 2 ? { number: changedCharacter(sort.number) } : {})
            .catch(() => undefined),
        );
        const results = await Promise.all(asked);
        for (const [index, result] of results.entries()) {
          if (index % 2) expect(result?.status).not.toBe('verified');
          else expect(result?.status).toBe('verified');
        }
        const references = results.flatMap((result) => result?.reference ?? []);
        expect(new Set(references).size).toBe(references.length);
      },
    },
  ];
}

function hostileChecks({ plugin, start }: Subject<'identity'>, sort: Subjects): Check[] {
  return hostileLines.map(([what, text]) => ({
    name: `never verifies ${sort.one} whose name or number has ${what}, and says so the same way each time`,
    run: async () => {
      const { provider } = await start();
      for (const change of [{ name: text }, { name: `${sort.name}${text}` }, { number: text }]) {
        const started = performance.now();
        const first = await expectNotVerified(sort.ask(provider, change), plugin.sandbox);
        expect(await expectNotVerified(sort.ask(provider, change), plugin.sandbox)).toBe(first);
        expect(performance.now() - started).toBeLessThan(2000);
      }
    },
  }));
}

/** Rejected, pending, or refused as no request at all. @returns which, and why */
async function expectNotVerified(asked: Promise<IdentityResult>, sandbox: boolean): Promise<string> {
  const result = await asked.catch((error: unknown) => error);
  if (result instanceof Error) {
    expect(result).toBeInstanceOf(PluginError);
    expect(result).toMatchObject({ code: 'IDENTITY_REQUEST', retryable: false });
    return 'IDENTITY_REQUEST';
  }
  const answer = result as IdentityResult;
  expectSound(answer, sandbox);
  expect(answer.status).not.toBe('verified');
  return `${answer.status} ${answer.reason}`;
}

function recordChecks({ start }: Subject<'identity'>, sort: Subjects): Check[] {
  return [
    {
      name: `keeps what it was told of ${sort.one} out of its references and its open state`,
      run: async () => {
        const { provider, state } = await start();
        const { reference } = await sort.ask(provider);
        const kept = JSON.stringify([reference, await state.list('')]);
        expect(kept).not.toContain(sort.name);
        expect(kept).not.toContain(sort.number);
      },
    },
  ];
}

/** The last character but one changed, so that form is kept and only the check character is wrong. */
function changedCharacter(number: string): string {
  const at = number.length - 2;
  return `${number.slice(0, at)}${number[at] === '1' ? '2' : '1'}${number.slice(at + 1)}`;
}
