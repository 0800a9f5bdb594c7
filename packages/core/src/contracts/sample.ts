import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { createContract } from './draft.ts';

export const createSampleContractInput = z.object({ locale: z.enum(['zh-CN', 'en']).default('zh-CN') });

/** Made by scripts/sample-contracts.ts. */
const SAMPLES = {
  'zh-CN': { file: 'sample-contract.zh-CN.pdf', name: '保密协议（示例）.pdf' },
  en: { file: 'sample-contract.en.pdf', name: 'Mutual NDA (sample).pdf' },
} as const;

/** Puts up a draft from our sample, a non-disclosure agreement with room for a seal and a signature, as if it were uploaded. */
export async function createSampleContract(
  ctx: Context,
  input: z.output<typeof createSampleContractInput>,
): Promise<{ contractId: string; documentId: string }> {
  const { file, name } = SAMPLES[input.locale];
  const bytes = new Uint8Array(await readFile(new URL(`../../assets/${file}`, import.meta.url)));
  return createContract(ctx, { file: { name, bytes } });
}
