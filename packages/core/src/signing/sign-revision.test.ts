import { verify } from 'node:crypto';
import { describeCertificate, signedAttributes } from '@chopmark/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleCreditCode } from '../testing/credit-code.ts';
import { sendAndOpen, signingScope } from '../testing/drive-contract.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { buildRevision } from './build-revision.ts';
import { ensureCertificate } from './certificate.ts';
import type { IntentScope } from './intent-scope.ts';
import { signRevision } from './sign-revision.ts';

const DAY = 86_400_000;
let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

/** A signer who has agreed, with certificate and unsigned revision: the key could sign now. */
async function readyToSign(more: Uint8Array[] = []) {
  const contract = await sendAndOpen(owner.ctx, { self: false, more });
  const [participant] = contract.participants;
  if (!participant) throw new Error('a party is missing');
  const scope = await signingScope(owner.ctx, contract, participant);
  await ensureCertificate(t.core, scope);
  for (const documentId of contract.documentIds) await buildRevision(t.core, scope, documentId);
  return { contract, scope, documentId: contract.documentId, participant };
}

const keyOf = ({ intentId }: IntentScope) => t.admin.signingKey.findUniqueOrThrow({ where: { intentId } });
const activationOf = ({ intentId }: IntentScope, documentId: string) =>
  t.admin.activation.findUniqueOrThrow({ where: { intentId_documentId: { intentId, documentId } } });

/** Refused, with the key and the activation as they were. */
async function expectUntouched(scope: IntentScope, documentId: string, code: string): Promise<void> {
  const key = await keyOf(scope);
  await expect(signRevision(t.core, scope, documentId)).rejects.toMatchObject({ code });
  expect(await keyOf(scope)).toEqual(key);
  const where = { intentId: scope.intentId, documentId };
  expect(await t.admin.activation.count({ where: { ...where, consumedAt: { not: null } } })).toBe(0);
}

test('the signature value is of the certified key, over the bytes of the revision, and the key is gone', async () => {
  const { scope, documentId } = await readyToSign();
  await signRevision(t.core, scope, documentId);
  const { signatureValue, byteRangeDigest } = await activationOf(scope, documentId);
  const key = await keyOf(scope);
  const { der } = await t.admin.certificate.findUniqueOrThrow({ where: { keyId: key.id } });
  const { digest } = await t.admin.documentSignature.findFirstOrThrow({
    where: { intentId: scope.intentId },
  });
  expect(byteRangeDigest).toEqual(digest);
  const attributes = signedAttributes({ digest, digestAlgorithm: 'SHA-256', certificate: der });
  const publicKey = { key: Buffer.from(key.publicKey), format: 'der', type: 'spki' } as const;
  expect(verify('sha256', attributes, publicKey, signatureValue ?? new Uint8Array())).toBe(true);
  expect(key).toMatchObject({ state: 'destroyed', privateKeySealed: null });
});

test('a key and certificate that the database lost in a crash, while the job knew of them, are made anew', async () => {
  const { scope, documentId } = await readyToSign();
  const lost = await keyOf(scope);
  await t.admin.certificate.deleteMany({ where: { keyId: lost.id } });
  await t.admin.pluginState.deleteMany({ where: { key: `request/${lost.id}` } });
  await t.admin.signingKey.delete({ where: { id: lost.id } });
  await signRevision(t.core, scope, documentId);
  const key = await keyOf(scope);
  expect(key).toMatchObject({ state: 'destroyed' });
  expect(key.id).not.toBe(lost.id);
  expect((await activationOf(scope, documentId)).signatureValue).not.toBeNull();
});

test("an enterprise's certificate names its credit code as a number of the national trade register", async () => {
  const creditCode = sampleCreditCode(7_777_777);
  const company = await t.openTenant({ creditCode });
  const contract = await sendAndOpen(company.ctx);
  const [participant] = contract.participants;
  if (participant?.kind !== 'member') throw new Error('the company does not sign first');
  const scope = await signingScope(company.ctx, contract, participant);
  await ensureCertificate(t.core, scope);
  const { id } = await keyOf(scope);
  const { der } = await t.admin.certificate.findUniqueOrThrow({ where: { keyId: id } });
  expect(describeCertificate(der).subject.organizationIdentifier).toBe(`NTRCN-${creditCode}`);
});

test('without an activation nothing is signed', async () => {
  const { scope, documentId } = await readyToSign();
  await t.admin.activation.deleteMany({ where: { intentId: scope.intentId } });
  await expectUntouched(scope, documentId, 'ACTIVATION_MISSING');
});

test('an expired activation signs nothing', async () => {
  const { scope, documentId } = await readyToSign();
  await t.admin.activation.updateMany({
    where: { intentId: scope.intentId },
    data: { expiresAt: t.core.now() },
  });
  await expectUntouched(scope, documentId, 'ACTIVATION_EXPIRED');
});

test('an activation of another document, or of other bytes, signs nothing', async () => {
  const { scope, documentId } = await readyToSign();
  const other = await readyToSign();
  await expectUntouched(scope, other.documentId, 'ACTIVATION_MISSING');
  const { preparedSha256 } = await activationOf(other.scope, other.documentId);
  await t.admin.activation.updateMany({
    where: { intentId: scope.intentId, documentId },
    data: { preparedSha256 },
  });
  await expectUntouched(scope, documentId, 'DOCUMENTS_CHANGED');
});

test("an activation of another signer is not this one's", async () => {
  const { scope, documentId } = await readyToSign();
  const { participant } = await readyToSign();
  await t.admin.activation.updateMany({
    where: { intentId: scope.intentId },
    data: { participantId: participant.id },
  });
  await expectUntouched(scope, documentId, 'DOCUMENTS_CHANGED');
});

test('another tenant sees neither the activation nor the key', async () => {
  const { scope, documentId } = await readyToSign();
  const stranger = await t.openTenant();
  const key = await keyOf(scope);
  await expect(signRevision(t.core, { ...scope, tenantId: stranger.tenantId }, documentId)).rejects.toThrow();
  expect(await keyOf(scope)).toEqual(key);
  expect((await activationOf(scope, documentId)).consumedAt).toBeNull();
});

test('a used activation gives the value it gave, long after and without the key; it does not sign again', async () => {
  const { scope, documentId } = await readyToSign();
  await signRevision(t.core, scope, documentId);
  const first = await activationOf(scope, documentId);
  t.clock.advance(2 * DAY);
  await signRevision(t.core, scope, documentId);
  expect(await activationOf(scope, documentId)).toEqual(first);
  // Even somebody who takes the use back in the database gets nothing more out of the key.
  await t.admin.activation.update({
    where: { id: first.id },
    data: {
      consumedAt: null,
      signatureValue: null,
      byteRangeDigest: null,
      expiresAt: new Date(t.core.now().getTime() + DAY),
    },
  });
  await expect(signRevision(t.core, scope, documentId)).rejects.toMatchObject({ code: 'ACTIVATION_SPENT' });
});

test('many at once get one signature value', async () => {
  const { scope, documentId } = await readyToSign();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5 }, () => signRevision(t.core, scope, documentId)),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'));
  const { signatureValue } = await activationOf(scope, documentId);
  await signRevision(t.core, scope, documentId);
  expect((await activationOf(scope, documentId)).signatureValue).toEqual(signatureValue);
});

test.each([
  ['the value is kept', 'activation', 'consumed_at'],
  ['the key is destroyed', 'signing_key', 'destroyed_at'],
])('a crash before %s leaves everything as it was, and the next try signs', async (_when, table, column) => {
  const { scope, documentId } = await readyToSign();
  const key = await keyOf(scope);
  await t.admin.$executeRawUnsafe(
    `create function crash() returns trigger language plpgsql as 'begin raise exception ''power cut''; end'`,
  );
  await t.admin.$executeRawUnsafe(
    `create trigger crash before update on ${table} for each row when (new.${column} is not null) execute function crash()`,
  );
  try {
    await expect(signRevision(t.core, scope, documentId)).rejects.toThrow(/power cut/);
  } finally {
    await t.admin.$executeRawUnsafe('drop function crash cascade');
  }
  expect(await keyOf(scope)).toEqual(key);
  expect(await activationOf(scope, documentId)).toMatchObject({ consumedAt: null, signatureValue: null });
  await signRevision(t.core, scope, documentId);
  expect(await keyOf(scope)).toMatchObject({ state: 'destroyed' });
});

test('a key for several documents is kept till the last of them is signed', async () => {
  const { contract, scope } = await readyToSign([samplePdf()]);
  const [one = '', two = ''] = contract.documentIds;
  await signRevision(t.core, scope, one);
  expect(await keyOf(scope)).toMatchObject({ state: 'ready', privateKeySealed: expect.anything() });
  await signRevision(t.core, scope, two);
  expect(await keyOf(scope)).toMatchObject({ state: 'destroyed', privateKeySealed: null });
});

test('the wrapped octets are overwritten before they are taken away, in the transaction of the signature', async () => {
  const { scope, documentId } = await readyToSign();
  const { privateKeySealed } = await keyOf(scope);
  await t.admin.$executeRaw`create table seen (octets bytea, txid bigint)`;
  await t.admin.$executeRaw`grant insert on seen to chopmark_app`;
  await t.admin.$executeRawUnsafe(
    `create function see() returns trigger language plpgsql as 'begin insert into seen values (new.private_key_sealed, txid_current()); return new; end'`,
  );
  await t.admin
    .$executeRaw`create trigger see before update on signing_key for each row execute function see()`;
  try {
    await signRevision(t.core, scope, documentId);
    const seen = await t.admin.$queryRaw<{ octets: Uint8Array | null; txid: bigint }[]>`select * from seen`;
    expect(seen).toHaveLength(2);
    expect(new Set(seen.map(({ txid }) => txid)).size).toBe(1);
    expect(seen[0]?.octets).toHaveLength(privateKeySealed?.length ?? -1);
    expect(seen[0]?.octets?.slice(3)).not.toEqual(privateKeySealed?.slice(3));
    expect(seen[1]?.octets).toBeNull();
  } finally {
    await t.admin.$executeRaw`drop function see cascade`;
    await t.admin.$executeRaw`drop table seen`;
  }
});
