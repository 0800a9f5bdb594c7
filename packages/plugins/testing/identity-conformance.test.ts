import { expect, test } from 'vitest';
import type { IdentityResult } from '../src/contract/identity.ts';
import { sandboxIdentity } from '../src/identity/sandbox/sandbox.ts';
import { broken } from './broken.ts';
import { failedChecks } from './check.ts';
import { type IdentityConformanceOptions, identityChecks } from './identity-conformance.ts';

const person = {
  name: '李明',
  email: 'li@example.com',
  phone: '13800138000',
  idNumber: '11010519491231002X',
};
const enterprise = {
  name: '示例科技有限公司',
  creditCode: '914403001922038216',
  legalRepresentative: '王强',
};
const options: IdentityConformanceOptions = {
  config: {},
  verified: { person, enterprise },
  rejected: { person: { ...person, name: '拒小明' }, enterprise: { ...enterprise, name: '拒签公司' } },
};
const altered = (change: (result: IdentityResult) => Partial<IdentityResult>) =>
  broken(sandboxIdentity, (sound) => ({
    verifyPerson: async (asked) => {
      const result = await sound.verifyPerson(asked);
      return { ...result, ...change(result) };
    },
  }));
const verified: IdentityResult = { status: 'verified', level: 'low', reference: 'r-1', sandbox: true };

test('lets a sound provider through', async () => {
  expect(await failedChecks(identityChecks(sandboxIdentity, options))).toEqual([]);
});

test.each([
  [
    'verifies everybody',
    broken(sandboxIdentity, () => ({ verifyPerson: async () => verified })),
    /rejects a person/,
  ],
  [
    'trims a name before it judges it',
    broken(sandboxIdentity, (sound) => ({
      verifyPerson: (asked) => sound.verifyPerson({ ...asked, name: asked.name.replace(/[\p{C}\s]/gu, '') }),
    })),
    /never verifies a person whose name or number has a null character/,
  ],
  [
    'does not check numbers',
    broken(sandboxIdentity, (sound) => ({
      verifyEnterprise: (asked) => sound.verifyEnterprise({ ...asked, creditCode: enterprise.creditCode }),
    })),
    /never verifies an enterprise whose number/,
  ],
  [
    'claims more than a sandbox can know',
    altered(({ status }) => (status === 'verified' ? { level: 'high' } : {})),
    /at a level it can answer for/,
  ],
  ['hides that it is a sandbox', altered(() => ({ sandbox: false })), /verifies a person it knows/],
  ['gives one reference to all', altered(() => ({ reference: 'the-same' })), /reference of its own/],
  [
    'writes the name into its reference',
    altered(() => ({ reference: 'check-11010519491231002X' })),
    /out of its references/,
  ],
  [
    'gives no reason',
    altered(() => ({ reason: 'because' })),
    /rejects a person it does not know, with a reason/,
  ],
  [
    'answers at random',
    altered(({ status }) =>
      status === 'verified' && Math.random() < 0.5
        ? { status: 'pending', level: 'none', reason: 'BUSY' }
        : {},
    ),
    /at the same time apart|the same way each time/,
  ],
  [
    'mixes up who asked',
    broken(sandboxIdentity, (sound) => {
      let last = person.idNumber;
      return {
        verifyPerson: async (asked) => {
          last = asked.idNumber ?? last;
          await new Promise((resolve) => setTimeout(resolve, 5));
          return sound.verifyPerson({ ...asked, idNumber: last });
        },
      };
    }),
    /many checks of a person at the same time apart/,
  ],
  [
    'throws what has no code',
    broken(sandboxIdentity, (sound) => ({
      verifyPerson: async (asked) => {
        if (asked.name.includes('\0')) throw new Error('invalid byte sequence');
        return sound.verifyPerson(asked);
      },
    })),
    /null character/,
  ],
  [
    'logs ID numbers',
    broken(sandboxIdentity, (sound, host) => ({
      verifyPerson: (asked) => {
        host.log.info('asked', { number: asked.idNumber });
        return sound.verifyPerson(asked);
      },
    })),
    /no personal data into log lines/,
  ],
  [
    'keeps names in the open',
    broken(sandboxIdentity, (sound, host) => ({
      verifyEnterprise: async (asked) => {
        await host.state.put(`seen/${Math.random()}`, {
          name: asked.name.toWellFormed().replaceAll('\0', ''),
        });
        return sound.verifyEnterprise(asked);
      },
    })),
    /out of its references and its open state/,
  ],
  [
    'is a sandbox by another name',
    { ...sandboxIdentity, label: { 'zh-CN': '实名认证', en: 'Identity' } },
    /says so if it is a sandbox/,
  ],
  [
    'has no health check',
    broken(sandboxIdentity, () => ({ healthCheck: async () => undefined as never })),
    /reports its health/,
  ],
])('notices a provider that %s', async (_what, plugin, check) => {
  const checks = identityChecks(plugin, options).filter(({ name }) => check.test(name));
  expect(await failedChecks(checks)).not.toEqual([]);
});

test('wants to be told whom the provider rejects: one that can not say no is none', async () => {
  const failed = await failedChecks(identityChecks(sandboxIdentity, { ...options, rejected: {} }));
  expect(failed).toEqual([
    'rejects a person it does not know, with a reason',
    'rejects an enterprise it does not know, with a reason',
  ]);
});
