import { randomBytes } from 'node:crypto';
import { describeCertificate, isIssuedBy, ocspRequest, readOcspResponse } from '@chopmark/crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Context, contextOf } from '../context.ts';
import { contractDetail } from '../contracts/contract-detail.ts';
import { documentPdf } from '../contracts/document-file.ts';
import { rootCertificate, rootCrl } from '../platform/authority.ts';
import { publishedCertificate, publishedCrl } from '../platform/issuing-ca.ts';
import { crlsFor } from '../platform/issuing-crls.ts';
import { publishedOcsp } from '../platform/published-ocsp.ts';
import { ensureCertificate } from '../signing/certificate.ts';
import { builtinRoles } from '../tenants/permissions.ts';
import { driveSigning, sendAndOpen, signingScope } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { verifyBytes } from '../verification/verify-bytes.ts';
import { listIssuingCas, renewIssuingCa, rollOverIssuingCa } from './issuing-cas.ts';
import { listCertificates, operatorCertificates } from './list-certificates.ts';
import { operatorRevokeCertificate, revokeCertificate } from './revoke-certificate.ts';

let t: TestCore;
let owner: TestTenant;
let other: TestTenant;
let operator: Context;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant({ name: '甲公司' });
  other = await t.openTenant({ name: '乙公司' });
  const { accountId, actor } = other;
  operator = contextOf(t.core, { kind: 'account', accountId, sessionId: actor.sessionId, operator: true });
});
afterAll(() => t.close());

const international = { line: 'international' as const };

/** A contract that the owner's company has agreed to, and the certificate it is going to be signed with. */
async function certified() {
  const contract = await sendAndOpen(owner.ctx, { persons: ['Ming'] });
  const [participant] = contract.participants;
  if (!participant) throw new Error('a party is missing');
  const scope = await signingScope(owner.ctx, contract, participant);
  await ensureCertificate(t.core, scope);
  const key = await t.admin.signingKey.findUniqueOrThrow({ where: { intentId: scope.intentId } });
  const row = await t.admin.certificate.findUniqueOrThrow({ where: { keyId: key.id } });
  const certificate = new Uint8Array(row.der);
  const chain = row.chain.map((der) => new Uint8Array(der));
  return { contract, scope, certificate, chain, described: describeCertificate(certificate) };
}

/** The same, signed. */
async function signed(given?: Awaited<ReturnType<typeof certified>>) {
  const agreed = given ?? (await certified());
  await driveSigning(t.core, agreed.scope, agreed.contract.documentId);
  const { bytes } = await documentPdf(owner.ctx, agreed.contract);
  return { ...agreed, pdf: bytes };
}

const nameIn = (url: string | undefined) => url?.split('/').at(-1) ?? '';

/** Asks where the certificate says that it may be asked. */
async function ask(certificate: Uint8Array, issuer: Uint8Array, now = t.core.now()) {
  const nonce = new Uint8Array(randomBytes(32));
  const request = ocspRequest({ certificates: [{ certificate, issuer }], nonce });
  const name = nameIn(describeCertificate(certificate).ocspUrls[0]);
  const { response, cacheable } = await publishedOcsp(t.core, name, request);
  expect(cacheable).toBeUndefined();
  return readOcspResponse({ response, certificate, issuer, nonce, nonceCheck: 'require', now });
}

test('a signer gets a certificate for the one contract, with the addresses of CRL, OCSP and issuer', async () => {
  const { contract, described, certificate, chain } = await certified();
  expect(described.event?.contract).toBe(contract.contractId);
  expect(described.event?.evidence).toHaveLength(32);
  expect(described).toMatchObject({
    crlUrls: [`http://localhost:3000/crl/${owner.slug}.crl`],
    ocspUrls: [`http://localhost:3000/ocsp/${owner.slug}`],
    caIssuersUrls: [`http://localhost:3000/ca/${owner.slug}.cer`],
  });
  const [issuing = new Uint8Array(), root = new Uint8Array()] = chain;
  expect(describeCertificate(issuing).ocspUrls).toEqual(['http://localhost:3000/ocsp/root']);
  expect((await ask(certificate, issuing)).status).toBe('good');
  expect((await ask(issuing, root)).status).toBe('good');
  const { items } = await listCertificates(owner.ctx, {});
  expect(items[0]).toMatchObject({
    serialNumber: described.serialNumber,
    name: '甲公司',
    algorithm: 'ec-p256',
    contractId: contract.contractId,
    state: 'valid',
    licensed: false,
  });
});

describe('a revocation', () => {
  test('shows by OCSP, CRL, list and in the contract; what was signed before stays trusted', async () => {
    const { contract, described, certificate, chain, pdf } = await signed();
    const { serialNumber } = described;
    t.clock.advance(2000);
    const revoked = await revokeCertificate(owner.ctx, { serialNumber, reason: 'superseded' });
    expect(revoked.reason).toBe('superseded');
    const [issuing = new Uint8Array()] = chain;
    expect(await ask(certificate, issuing)).toMatchObject({ status: 'revoked', reason: 4 });
    const { items } = await listCertificates(owner.ctx, {});
    expect(items.find((each) => each.serialNumber === serialNumber)).toMatchObject({
      state: 'revoked',
      revokedAt: revoked.revokedAt,
    });
    const { events } = await contractDetail(owner.ctx, { contractId: contract.contractId });
    expect(events.map(({ type }) => type)).toContain('certificate.revoked');
    expect(t.logged.findLast((line) => line.audit === 'certificate.revoked')).toMatchObject({
      serialNumber,
      by: { accountId: owner.accountId, operator: false },
    });
    const report = await verifyBytes(t.core, pdf);
    const signature = report.signatures.find(({ certificate: own }) => own?.serialNumber === serialNumber);
    expect(signature).toMatchObject({ verdict: 'valid', trust: 'trusted' });
    expect(signature?.details.revocation[0]).toMatchObject({ status: 'good', reason: 4 });
    expect(signature?.details.revocation[0]?.revokedAt?.slice(0, 19)).toBe(revoked.revokedAt.slice(0, 19));
  });

  test('dated before the signature makes it untrusted, though nothing was changed', async () => {
    const agreed = await certified();
    const { serialNumber } = agreed.described;
    const at = t.core.now();
    t.clock.advance(2000);
    const { pdf } = await signed(agreed);
    // The CA learns afterwards since when the key was no longer the signer's own.
    const ca = await t.core.providers.of(owner.tenantId, 'ca', 'ec-p256');
    await ca.revoke({ serialNumber, reason: 1, at });
    const { verdict, signatures } = await verifyBytes(t.core, pdf);
    const signature = signatures.find(({ certificate }) => certificate?.serialNumber === serialNumber);
    expect(verdict).toBe('valid');
    expect(signature).toMatchObject({ trust: 'untrusted', reasons: ['REVOKED'] });
  });

  test('is made once: repeated, the first answer stays, and the contract tells it once', async () => {
    const { contract, described } = await certified();
    const input = { serialNumber: described.serialNumber, reason: 'key-compromise' as const };
    const first = await revokeCertificate(owner.ctx, input);
    t.clock.advance(60_000);
    const again = { serialNumber: input.serialNumber.toUpperCase(), reason: 'unspecified' as const };
    expect(await revokeCertificate(owner.ctx, again)).toEqual(first);
    const events = await t.admin.event.findMany({
      where: { contractId: contract.contractId, type: 'certificate.revoked' },
    });
    expect(events).toHaveLength(1);
    expect(events[0]?.data).toMatchObject({ reason: 1, serialNumber: described.serialNumber });
  });

  test('is for the super administrator and the operator, each within their reach', async () => {
    const { described } = await certified();
    const input = { serialNumber: described.serialNumber, reason: 'unspecified' as const };
    const member = contextOf(t.core, { ...owner.actor, permissions: new Set(builtinRoles.system_admin) });
    await expect(revokeCertificate(member, input)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      params: { permission: 'certificate.manage' },
    });
    await expect(revokeCertificate(other.ctx, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(revokeCertificate(t.anonymous, input)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(operatorRevokeCertificate(owner.ctx, { ...input, slug: owner.slug })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await expect(operatorRevokeCertificate(operator, { ...input, slug: other.slug })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await operatorRevokeCertificate(operator, { ...input, slug: owner.slug });
    const { items } = await operatorCertificates(operator, { slug: owner.slug });
    expect(items.find((each) => each.serialNumber === input.serialNumber)?.state).toBe('revoked');
    const unknown = { ...input, serialNumber: 'ab'.repeat(16) };
    await expect(revokeCertificate(owner.ctx, unknown)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe("a tenant's issuing CA", () => {
  test('is renewed for the same key: all that it issued goes on', async () => {
    const before = await signed();
    const [old] = await listIssuingCas(owner.ctx);
    t.clock.advance(86_400_000);
    const [renewed, ...rest] = await renewIssuingCa(owner.ctx, international);
    expect(rest).toEqual([]);
    expect(renewed).toMatchObject({ name: old?.name, issues: true });
    expect(renewed?.fingerprint).not.toBe(old?.fingerprint);
    expect(Date.parse(renewed?.notAfter ?? '')).toBeGreaterThan(Date.parse(old?.notAfter ?? ''));
    const issuing = await publishedCertificate(t.core, owner.slug);
    expect(isIssuedBy(before.certificate, issuing)).toBe(true);
    expect((await ask(before.certificate, issuing)).status).toBe('good');
    expect((await verifyBytes(t.core, before.pdf)).signatures.map(({ trust }) => trust)).not.toContain(
      'untrusted',
    );
    expect((await ask(issuing, await rootCertificate(t.core))).status).toBe('good');
  });

  test('rolls over: another key and name issue, the earlier one still answers at its addresses', async () => {
    const before = await signed();
    const list = await rollOverIssuingCa(owner.ctx, international);
    expect(list.map(({ issues }) => issues)).toEqual([true, false]);
    expect(list[0]?.name).toBe('甲公司 签发CA G2');
    const after = await signed();
    // certificatePolicies (RFC 5280 §4.2.1.4) with the platform's own policy, from the first generation on.
    const policies = Buffer.from('0603551d20040d300b300906076988fc9abfdc6c', 'hex');
    for (const { certificate } of [before, after])
      expect(Buffer.from(certificate).includes(policies)).toBe(true);
    expect(after.described.crlUrls).toEqual([`http://localhost:3000/crl/${owner.slug}.2.crl`]);
    expect(after.described.ocspUrls).toEqual([`http://localhost:3000/ocsp/${owner.slug}.2`]);
    const [first, second] = [
      await publishedCertificate(t.core, owner.slug),
      await publishedCertificate(t.core, `${owner.slug}.2`),
    ];
    expect(isIssuedBy(before.certificate, first)).toBe(true);
    expect(isIssuedBy(after.certificate, second)).toBe(true);
    expect(isIssuedBy(await publishedCrl(t.core, owner.slug), first)).toBe(true);
    expect(isIssuedBy(await publishedCrl(t.core, `${owner.slug}.2`), second)).toBe(true);
    await expect(publishedCrl(t.core, `${owner.slug}.3`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await ask(before.certificate, first)).status).toBe('good');
    expect((await ask(after.certificate, second)).status).toBe('good');
    expect(await crlsFor(t.core, [before.certificate, after.certificate])).toHaveLength(2);
    for (const { pdf } of [before, after]) {
      const { verdict, signatures } = await verifyBytes(t.core, pdf);
      expect(verdict).toBe('valid');
      for (const signature of signatures) expect(signature).toMatchObject({ trust: 'trusted', reasons: [] });
    }
    await revokeCertificate(owner.ctx, { serialNumber: before.described.serialNumber, reason: 'superseded' });
    expect((await ask(before.certificate, first)).status).toBe('revoked');
    expect((await rollOverIssuingCa(owner.ctx, international)).map(({ name }) => name)).toEqual([
      '甲公司 签发CA G3',
      '甲公司 签发CA G2',
      '甲公司 签发CA',
    ]);
  });

  test('keeps the keys of all its generations sealed', async () => {
    const row = await t.admin.providerConfiguration.findFirstOrThrow({
      where: { tenantId: owner.tenantId, kind: 'ca' },
    });
    expect(row.config).not.toHaveProperty('retired');
    expect(row.config).not.toHaveProperty('issuingKey');
  });

  test('is changed by its super administrator only, and only where the CA is the built-in one', async () => {
    const member = contextOf(t.core, { ...owner.actor, permissions: new Set(builtinRoles.system_admin) });
    for (const act of [renewIssuingCa, rollOverIssuingCa]) {
      await expect(act(member, international)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(act(owner.ctx, { line: 'national' })).rejects.toMatchObject({ code: 'CA_NOT_BUILT_IN' });
    }
    expect(await listIssuingCas(member)).toHaveLength(3);
  });

  test('is changed by one of two at a time; the other is told', async () => {
    const results = await Promise.allSettled([
      rollOverIssuingCa(other.ctx, international),
      rollOverIssuingCa(other.ctx, international),
    ]);
    const refused = results.filter((each) => each.status === 'rejected');
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'CONFLICT', retryable: true });
    expect(await listIssuingCas(other.ctx)).toHaveLength(1 + results.length - refused.length);
  });
});

test("the root's CRLs have rising numbers, and its responder knows what it issued", async () => {
  const root = await rootCertificate(t.core);
  const numbers = await Promise.all([rootCrl(t.core), rootCrl(t.core), rootCrl(t.core)]);
  const read = numbers.map((der) =>
    Buffer.from(der).toString('latin1').split('\x55\x1d\x14')[1]?.slice(0, 14),
  );
  expect(new Set(read).size).toBe(3);
  const stranger = await publishedOcsp(t.core, 'no-such-tenant', new Uint8Array([1]));
  expect(stranger).toEqual({ response: Uint8Array.of(0x30, 3, 0x0a, 1, 6) });
  const { certificate, chain } = await certified();
  const [issuing = new Uint8Array()] = chain;
  const request = ocspRequest({ certificates: [{ certificate, issuer: issuing }] });
  // The root speaks for none of the issuing CA's certificates.
  expect((await publishedOcsp(t.core, 'root', request)).response).toEqual(Uint8Array.of(0x30, 3, 0x0a, 1, 6));
  const about = ocspRequest({ certificates: [{ certificate: issuing, issuer: root }] });
  const { cacheable } = await publishedOcsp(t.core, 'root', about);
  expect(cacheable?.until.getTime()).toBeGreaterThan(t.core.now().getTime());
});
