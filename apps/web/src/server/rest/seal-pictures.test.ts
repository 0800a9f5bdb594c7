import { type SealPhotoOptions, sealPhoto, type TestTenant } from '@chopmark/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestSite, testSite } from '../testing/test-site.ts';

let site: TestSite;
let own: TestTenant;
let token: string;
beforeAll(async () => {
  site = await testSite();
  own = await site.openTenant();
  token = await site.tokenOf(own);
});
afterAll(() => site.close());

async function photo(options: SealPhotoOptions = {}, name = 'seal.jpg'): Promise<File> {
  const bytes = await (await sealPhoto(options)).jpeg({ quality: 85 }).toBuffer();
  return new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' });
}

const post = (path: string, form: Record<string, string | File>) =>
  site.rest(path, { method: 'POST', token, form });

async function refusal(response: Promise<Response>) {
  const answer = await response;
  const { code, field } = await answer.json();
  return [answer.status, code, field];
}

test('a picture is previewed without being kept, then made a seal of the same pixels', async () => {
  const file = await photo();
  const before = await site.admin.seal.count();
  const previewed = await post('/seals/preview', { file });
  expect(previewed.status).toBe(200);
  const preview = await previewed.json();
  expect(await site.admin.seal.count()).toBe(before);
  expect(preview.widest).toBeGreaterThan(preview.widestSharp);

  const made = await post('/seals', { file, name: '扫描章', widthMm: '40' });
  expect(made.status).toBe(201);
  const { sealId } = await made.json();
  expect(made.headers.get('location')).toBe(`/api/v1/seals/${sealId}`);
  const seal = await (await site.rest(`/seals/${sealId}`, { token })).json();
  expect(seal).toMatchObject({
    name: '扫描章',
    kind: 'image',
    version: 1,
    widthMm: 40,
    drawing: preview.drawing,
  });
  expect(seal.spec).toMatchObject({ kind: 'image', inkColour: null, inkPixels: preview.inkPixels });
});

test('another picture and another size are new versions', async () => {
  const made = await post('/seals', { file: await photo(), name: '换图章', widthMm: '40' });
  const { sealId } = await made.json();
  const path = `/seals/${sealId}/picture`;
  const resized = await site.rest(path, {
    method: 'PUT',
    token,
    json: { version: 1, name: '换图章', widthMm: 38 },
  });
  expect(await resized.json()).toEqual({ version: 2 });
  const blue = '#1d3f9c';
  const form = { file: await photo(), name: '换图章', widthMm: '38', version: '2', inkColour: blue };
  const replaced = await site.rest(path, { method: 'PUT', token, form });
  expect(await replaced.json()).toEqual({ version: 3 });
  expect(await refusal(site.rest(path, { method: 'PUT', token, form }))).toEqual([
    409,
    'CONFLICT',
    undefined,
  ]);
  const seal = await (await site.rest(`/seals/${sealId}`, { token })).json();
  expect(seal).toMatchObject({ version: 3, widthMm: 38, spec: { inkColour: blue } });
});

test('what a form lacks or has wrong is said by its field', async () => {
  const file = await photo();
  expect(await refusal(post('/seals', { file, widthMm: '40' }))).toEqual([400, 'INVALID_INPUT', 'name']);
  expect(await refusal(post('/seals', { file, name: 'x' }))).toEqual([400, 'INVALID_INPUT', 'widthMm']);
  expect(await refusal(post('/seals', { file, name: 'x', widthMm: 'wide' }))).toEqual([
    400,
    'INVALID_INPUT',
    'widthMm',
  ]);
  expect(await refusal(post('/seals/preview', { file, inkColour: '#00ff00' }))).toEqual([
    400,
    'INVALID_INPUT',
    'inkColour',
  ]);
  expect(await refusal(post('/seals/preview', {}))).toEqual([400, 'FILE_EMPTY', 'file']);
});

test('a picture too coarse for its size is refused with the size it is fine enough for', async () => {
  const file = await photo({ width: 260, height: 220, diameter: 160 });
  const refused = await post('/seals', { file, name: '粗糙的章', widthMm: '42' });
  expect(refused.status).toBe(422);
  const problem = await refused.json();
  expect(problem).toMatchObject({ code: 'IMAGE_RESOLUTION_LOW', field: 'widthMm', params: { least: 200 } });
  const { widest } = problem.params;
  const made = await post('/seals', { file, name: '粗糙的章', widthMm: String(widest) });
  expect(made.status).toBe(201);
});

test('what is no picture is refused, and so is who may not keep seals', async () => {
  const svg = new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'seal.png', { type: 'image/png' });
  expect(await refusal(post('/seals/preview', { file: svg }))).toEqual([
    415,
    'IMAGE_TYPE_UNSUPPORTED',
    'file',
  ]);
  const held = { membershipId: own.actor.membershipId };
  const role = await site.admin.membershipRole.findFirstOrThrow({ where: held });
  const user = await site.admin.role.findFirstOrThrow({ where: { tenantId: own.tenantId, name: 'user' } });
  await site.admin.membershipRole.updateMany({ where: held, data: { roleId: user.id } });
  const refused = await refusal(post('/seals/preview', { file: await photo() }));
  await site.admin.membershipRole.updateMany({ where: held, data: { roleId: role.roleId } });
  expect(refused).toEqual([403, 'FORBIDDEN', undefined]);
});
