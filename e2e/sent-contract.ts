import { type APIRequestContext, expect } from '@playwright/test';
import { z } from 'zod';
import { e2eEnv } from './env.ts';
import { samplePdf } from './sample-files.ts';

const createdSchema = z.object({ contractId: z.string() });
const addedSchema = z.object({ document: z.object({ id: z.string() }) });
const stateSchema = z.object({ version: z.number() });
const draftSchema = z.object({
  version: z.number(),
  documents: z.array(z.object({ id: z.string() })),
  parties: z.array(z.object({ id: z.string() })),
  controls: z.array(z.looseObject({ id: z.string() })),
});
const tenantsSchema = z.array(z.object({ slug: z.string() }));

export type Signer = { name: string; email: string; locale: 'zh-CN' | 'en' };

export type SentContract = {
  title: string;
  signers: Signer[];
  ordering?: 'sequential' | 'unordered';
  message?: string;
  /** Adds a second document, and in it a text that the first signer has to fill in. */
  annex?: { label: string };
};

/** Puts a contract up and sends it over the API, for journeys that are about what comes after. */
export async function sendContract(
  request: APIRequestContext,
  { title, signers, ordering = 'unordered', message, annex }: SentContract,
): Promise<{ contractId: string; slug: string }> {
  const [tenant] = tenantsSchema.parse(await (await request.get('/api/v1/me/tenants')).json());
  const slug = tenant?.slug ?? '';
  const call = async (method: 'get' | 'post' | 'put' | 'patch', path: string, data?: unknown) => {
    const answer = await request[method](`/api/v1${path}`, {
      headers: { 'x-tenant': slug, origin: e2eEnv.url },
      ...(data === undefined ? {} : { data }),
    });
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  const file = { name: 'agreement.pdf', base64: (await samplePdf()).toString('base64') };
  const { contractId } = createdSchema.parse(await call('post', '/contracts', { title, file }));
  const at = `/contracts/${contractId}`;
  const parties = signers.map((signer) => ({ kind: 'person', ...signer }));
  await call('put', `${at}/parties`, { parties, ordering });
  if (message) await call('patch', at, { message });
  if (annex)
    addedSchema.parse(await call('post', `${at}/documents`, { file: { ...file, name: 'annex.pdf' } }));
  stateSchema.parse(await call('put', `${at}/default-controls`));
  if (annex) {
    const {
      version,
      documents,
      parties: named,
      controls,
    } = draftSchema.parse(await call('get', `${at}/draft`));
    const text = {
      documentId: documents[1]?.id,
      participantId: named[0]?.id,
      kind: 'text',
      page: 0,
      x: 60,
      y: 600,
      width: 240,
      height: 40,
      label: annex.label,
    };
    await call('put', `${at}/controls`, { version, controls: [...controls, text] });
  }
  await call('post', `${at}/sending`);
  return { contractId, slug };
}
