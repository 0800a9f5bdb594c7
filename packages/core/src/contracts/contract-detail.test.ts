import { afterAll, beforeAll, expect, test } from 'vitest';
import { colleagueOf } from '../testing/colleague.ts';
import { driveSigning, sendAndOpen, signingScope } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractDetail } from './contract-detail.ts';
import { withdrawContract } from './end.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

const setIdentity = (identityStatus: string, identitySandbox: boolean | null) =>
  t.admin.tenant.update({ where: { id: owner.tenantId }, data: { identityStatus, identitySandbox } });

test('a signature says whose certificate it is, who issued it, when it was made, and how far the holder is known', async () => {
  const contract = await sendAndOpen(owner.ctx, { ordering: 'unordered' });
  for (const participant of contract.participants) {
    const scope = await signingScope(owner.ctx, contract, participant);
    await driveSigning(t.core, scope, contract.documentId);
  }
  const identities = async () =>
    (await contractDetail(owner.ctx, contract)).signatures.map((each) => each.identity);
  await setIdentity('none', null);
  expect(await identities()).toEqual(['email', 'email']);
  await setIdentity('verified', true);
  expect(await identities()).toEqual(['sandbox', 'email']);
  await setIdentity('verified', false);
  expect(await identities()).toEqual(['verified', 'email']);
  const [seal, signature] = (await contractDetail(owner.ctx, contract)).signatures;
  expect(seal?.certificate.subject).toContain(owner.name);
  expect(signature?.certificate.subject).toContain('Ming');
  for (const each of [seal, signature]) {
    expect(each?.certificate.issuer).not.toBe(each?.certificate.subject);
    expect(each?.certificate.licensed).toBe(false);
    const times = [each?.signedAt, each?.timestampedAt, each?.certificate.notAfter].map((time) =>
      Date.parse(time ?? ''),
    );
    expect(times).toEqual(times.toSorted());
  }
});

test('who acts without being a party is named, and the words and deadline to the parties are there', async () => {
  const admin = await colleagueOf(t, owner, 'system_admin', '韩梅梅');
  const contract = await sendAndOpen(owner.ctx, { self: false });
  const deadline = new Date(t.clock.now().getTime() + 3_600_000);
  await t.admin.contract.update({
    where: { id: contract.contractId },
    data: { deadline, message: '请尽快签署' },
  });
  await withdrawContract(admin.ctx, { ...contract, reason: 'x' });
  const detail = await contractDetail(owner.ctx, contract);
  expect(detail.events.at(-1)).toMatchObject({ type: 'contract.withdrawn', actorName: '韩梅梅' });
  expect(detail.events[0]).toMatchObject({ type: 'contract.created', actorName: '王芳' });
  expect(detail).toMatchObject({ deadline: deadline.toISOString(), message: '请尽快签署' });
});
