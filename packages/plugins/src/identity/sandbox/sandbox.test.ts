import { describe, expect, test } from 'vitest';
import { identityConformance } from '../../../testing/identity-conformance.ts';
import { testHost } from '../../../testing/test-host.ts';
import { sandboxIdentity } from './sandbox.ts';

const today = new Date('2026-01-15T00:00:00Z');

describe('the sandbox', () => {
  const provider = () => sandboxIdentity.create({}, testHost({ clock: () => today }));

  test('is called a sandbox in its label and in every result', async () => {
    expect(sandboxIdentity.sandbox).toBe(true);
    expect(sandboxIdentity.label).toMatchObject({
      'zh-CN': expect.stringContaining('沙盒'),
      en: expect.stringContaining('Sandbox'),
    });
    const identity = await provider();
    const results = [
      await identity.verifyPerson({ name: '李明' }),
      await identity.verifyPerson({ name: '拒绝' }),
      await identity.verifyEnterprise({ name: '华为', creditCode: 'x' }),
    ];
    for (const result of results) expect(result.sandbox).toBe(true);
  });

  test('never claims more than the lowest level', async () => {
    const identity = await provider();
    const person = await identity.verifyPerson({
      name: '李明',
      idNumber: '11010519491231002X',
      phone: '13800138000',
    });
    expect(person).toMatchObject({ status: 'verified', level: 'low' });
    const enterprise = await identity.verifyEnterprise({ name: '某公司', creditCode: '914403001922038216' });
    expect(enterprise).toMatchObject({ status: 'verified', level: 'low' });
  });

  test.each([
    [{ name: '  ' }, 'NAME_MISSING'],
    [{ name: '李明', idNumber: '110105194912310021' }, 'ID_NUMBER_INVALID'],
    [{ name: '拒小明' }, 'REFUSED_BY_SANDBOX'],
  ])('rejects the person %j: %s', async (person, reason) => {
    const result = await (await provider()).verifyPerson(person);
    expect(result).toMatchObject({ status: 'rejected', level: 'none', reason });
  });

  test.each([
    [{ name: '', creditCode: '914403001922038216' }, 'NAME_MISSING'],
    [{ name: '某公司', creditCode: '914403001922038217' }, 'CREDIT_CODE_INVALID'],
    [{ name: '拒签公司', creditCode: '914403001922038216' }, 'REFUSED_BY_SANDBOX'],
    [{ name: '某公司', creditCode: '914403001922038216', legalRepresentative: '拒' }, 'REFUSED_BY_SANDBOX'],
  ])('rejects the enterprise %j: %s', async (enterprise, reason) => {
    const result = await (await provider()).verifyEnterprise(enterprise);
    expect(result).toMatchObject({ status: 'rejected', level: 'none', reason });
  });

  test('leaves a name with 待审 pending', async () => {
    const result = await (await provider()).verifyPerson({ name: '待审人' });
    expect(result).toMatchObject({ status: 'pending', level: 'none', reason: 'MANUAL_REVIEW' });
  });

  test('gives each check a reference of its own', async () => {
    const identity = await provider();
    const [first, second] = [
      await identity.verifyPerson({ name: '李明' }),
      await identity.verifyPerson({ name: '李明' }),
    ];
    expect(first.reference).not.toBe(second.reference);
  });
});

identityConformance(sandboxIdentity, {
  config: {},
  verified: {
    person: {
      name: '李明',
      email: 'li.ming@example.com',
      phone: '13800138000',
      idNumber: '11010519491231002X',
    },
    enterprise: { name: '示例科技有限公司', creditCode: '914403001922038216', legalRepresentative: '王强' },
  },
  rejected: {
    person: { name: '拒小明', idNumber: '11010519491231002X' },
    enterprise: { name: '拒签公司', creditCode: '914403001922038216' },
  },
});
