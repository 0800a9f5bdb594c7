import { sampleCreditCode, samplePdf, type TestTenant } from '@chopmark/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestSite, testSite } from '../testing/test-site.ts';

let site: TestSite;
let tenant: TestTenant;
let token: string;

beforeAll(async () => {
  site = await testSite();
  tenant = await site.openTenant();
  token = await site.tokenOf(tenant);
});

afterAll(() => site.close());

const pdf = (bytes: Uint8Array = samplePdf(), name = '采购合同.pdf') =>
  new File([new Uint8Array(bytes)], name);

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return response.json();
}

test('one signs up, redeems the ticket once, opens an enterprise and is logged in until one logs out', async () => {
  const email = 'new@example.com';
  await site.rest('/auth/codes', { method: 'POST', json: { email, purpose: 'signup' } });
  const code = (await site.newestMail(email)).text.match(/\d{6}/)?.[0];
  const signedUp = await site.rest('/auth/sign-ups', {
    method: 'POST',
    json: { email, code, name: 'Ann', password: 'long enough', locale: 'en' },
  });
  const { ticket } = await signedUp.json();
  const opened = await site.rest('/auth/sessions', { method: 'POST', json: { ticket } });
  const session = await opened.json();
  expect(await (await site.rest('/me', { token: session.token })).json()).toMatchObject({
    name: 'Ann',
    email,
  });

  const enterprise = { name: 'Acme Trading', creditCode: sampleCreditCode(1) };
  const wrong = { ...enterprise, creditCode: '91110108MA01A2B3C0' };
  const post = (path: string, json: object) =>
    site.rest(path, { method: 'POST', token: session.token, json });
  expect(await problemOf(await post('/enterprises', wrong))).toMatchObject({
    code: 'CREDIT_CODE_INVALID',
    field: 'creditCode',
  });
  const { slug } = await (await post('/enterprises', enterprise)).json();
  expect(
    await problemOf(await site.rest('/contracts', { token: session.token, headers: { 'x-tenant': slug } })),
  ).toMatchObject({
    status: 409,
    code: 'TENANT_OPENING',
  });
  await post(`/enterprises/${slug}/verifications`, {});
  await post(`/enterprises/${slug}/first-seal`, {});
  const state = await site.rest(`/onboarding?slug=${slug}`, { token: session.token });
  expect(await state.json()).toMatchObject({ step: 'ready', working: true });
  expect((await site.rest('/contracts', { token: session.token })).status).toBe(200);

  const again = await problemOf(await site.rest('/auth/sessions', { method: 'POST', json: { ticket } }));
  expect(again).toMatchObject({ status: 401, code: 'LOGIN_FAILED' });

  await site.rest('/auth/sessions/current', { method: 'DELETE', token: session.token });
  expect((await site.rest('/me', { token: session.token })).status).toBe(401);
});

test('a file becomes a draft by form or in Base64, and is given back byte for byte', async () => {
  const bytes = samplePdf({ text: 'Offer' });
  const byForm = await site.rest('/contracts', {
    method: 'POST',
    token,
    form: { file: pdf(bytes), title: ' Offer ' },
  });
  expect(byForm.status).toBe(201);
  const { contractId, documentId } = await byForm.json();
  expect(byForm.headers.get('location')).toBe(`/api/v1/contracts/${contractId}`);

  const detail = await (await site.rest(`/contracts/${contractId}`, { token })).json();
  expect(detail).toMatchObject({ title: 'Offer', state: 'draft' });
  const given = await site.rest(`/contracts/${contractId}/documents/${documentId}/pdf`, { token });
  expect(given.headers.get('content-type')).toBe('application/pdf');
  expect(new Uint8Array(await given.arrayBuffer())).toEqual(bytes);

  const json = { file: { name: 'offer.pdf', base64: Buffer.from(bytes).toString('base64') } };
  const inBase64 = await site.rest('/contracts', { method: 'POST', token, json });
  expect(await inBase64.json()).toMatchObject({ contractId: expect.any(String) });
});

test('a file that is not what its name says is refused in words, and nothing is stored', async () => {
  const before = await site.admin.contract.count();
  const file = pdf(new TextEncoder().encode('plain text'), 'contract.pdf');
  const problem = await problemOf(await site.rest('/contracts', { method: 'POST', token, form: { file } }));
  expect(problem).toMatchObject({ status: 415, code: 'FILE_TYPE_MISMATCH', field: 'file' });
  const missing = await problemOf(
    await site.rest('/contracts', { method: 'POST', token, form: { title: 'x' } }),
  );
  expect(missing).toMatchObject({ status: 400, code: 'FILE_EMPTY' });
  expect(await site.admin.contract.count()).toBe(before);
});

test('a body beyond the limit is refused before it is read', async () => {
  const headers = { 'content-length': String(51 * 1024 * 1024) };
  const answer = await site.rest('/verifications', { method: 'POST', form: { file: pdf() }, headers });
  expect(await problemOf(answer)).toMatchObject({
    status: 413,
    code: 'BODY_TOO_LARGE',
    params: { maxMegabytes: 50 },
  });
});

test('anyone may have a file verified; the verdict comes in both languages', async () => {
  const answer = await site.rest('/verifications', { method: 'POST', form: { file: pdf() } });
  expect(await answer.json()).toMatchObject({
    verdict: 'unsigned',
    indication: null,
    subIndication: null,
    signatures: [],
    explanation: { 'zh-CN': [expect.any(String)], en: [expect.any(String)] },
  });
});

test('a contract is not given out before it is completed', async () => {
  const created = await site.rest('/contracts', { method: 'POST', token, form: { file: pdf() } });
  const { contractId } = await created.json();
  const problem = await problemOf(await site.rest(`/contracts/${contractId}/download`, { token }));
  expect(problem).toMatchObject({ status: 409, code: 'CONTRACT_NOT_COMPLETED' });
});

test('errors of the protocol are problems too', async () => {
  const unknown = await problemOf(await site.rest('/nothing', { token }));
  expect(unknown).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  const method = await site.rest('/contracts', { method: 'PATCH', token, json: {} });
  expect(method.headers.get('allow')).toBe('GET, POST');
  expect(await problemOf(method)).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
  const input = await problemOf(await site.rest('/contracts/7', { token }));
  expect(input).toMatchObject({ status: 400, code: 'INVALID_INPUT', field: 'contractId' });
  expect(input.errors).toEqual([{ pointer: '#/contractId', detail: expect.any(String) }]);
});

test('an act without a body works, and its refusal is said in the language asked for', async () => {
  const created = await site.rest('/contracts', { method: 'POST', token, form: { file: pdf() } });
  const { contractId } = await created.json();
  const refused = await site.rest(`/contracts/${contractId}/sending`, {
    method: 'POST',
    token,
    headers: { 'accept-language': 'zh-CN' },
  });
  const problem = await problemOf(refused);
  expect(problem).toMatchObject({ status: 409, code: 'CONTRACT_INCOMPLETE' });
  expect(problem.detail).toMatch(/合同还不完整/);
});
