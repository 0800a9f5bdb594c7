import { join } from 'node:path';
import { z } from 'zod';
import { type PyHankoEnvironment, runPython } from './pyhanko-environment.ts';

const made = z.object({ trust: z.string(), crls: z.array(z.string()) });

/** Files of others in a folder (outside/pyhanko_sign.py lists them), and the root and lists they are judged by; paths. */
export type SignedByOthers = z.infer<typeof made> & { file(name: string): string };

/** The party that has signed them. */
export const FOREIGN_SIGNER = 'Foreign Signer';

export async function signByPyHanko(
  environment: PyHankoEnvironment,
  { pdf, out }: { pdf: string; out: string },
): Promise<SignedByOthers> {
  const paths = made.parse(await runPython(environment, 'pyhanko_sign.py', { pdf, out }));
  return { ...paths, file: (name) => join(out, `${name}.pdf`) };
}
