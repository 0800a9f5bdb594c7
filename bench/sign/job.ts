import { z } from 'zod';
import { readFiles, writeFiles } from '../files.ts';
import { FIELD, type Material, SIGNER } from './material.ts';

/** The material as the first line a signing process reads, whatever language it is written in. */
const jobSchema = z.object({
  /** Paths of the input files by case. */
  files: z.record(z.string(), z.string()),
  /** Hexadecimal DER; the key is PKCS#8. */
  privateKey: z.string(),
  certificate: z.string(),
  root: z.string(),
  seal: z.object({
    width: z.number(),
    height: z.number(),
    paths: z.array(
      z
        .object({ d: z.string(), fill: z.string() })
        .or(z.object({ d: z.string(), stroke: z.string(), strokeWidth: z.number() })),
    ),
  }),
  sealOperators: z.string(),
  field: z.string(),
  name: z.string(),
  reason: z.string(),
  location: z.string(),
});

export type Job = z.infer<typeof jobSchema>;

/** Puts the input files into a folder. */
export async function writeJob(material: Material, folder: string): Promise<Job> {
  const files = await writeFiles(material.pdfs, folder);
  const { key, certificate, root, seal, sealOperators } = material;
  return jobSchema.parse({
    files,
    privateKey: hex(key.privateKey),
    certificate: hex(certificate),
    root: hex(root),
    seal,
    sealOperators,
    field: FIELD,
    ...SIGNER,
  });
}

/** @param line as `writeJob`'s result was written */
export async function readJob(line: string): Promise<Material> {
  const { files, privateKey, certificate, root, seal, sealOperators } = jobSchema.parse(JSON.parse(line));
  return {
    pdfs: await readFiles(files),
    key: { privateKey: bytes(privateKey), algorithm: 'ec-p256' },
    certificate: bytes(certificate),
    root: bytes(root),
    seal: { type: 'paths', ...seal },
    sealOperators,
  };
}

const hex = (der: Uint8Array) => Buffer.from(der).toString('hex');
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
