// Signs with one of the subjects that run on Node; subject-process.ts says what it is asked.
import { serveSubject, type Work } from '../serve-subject.ts';
import { chopmarkAnewSigner, chopmarkSigner } from './chopmark.ts';
import { readJob } from './job.ts';
import { libpdfSigner } from './libpdf.ts';
import type { Material } from './material.ts';
import { signpdfSigner } from './signpdf.ts';

const signers: Record<string, (material: Material) => Work | Promise<Work>> = {
  chopmark: chopmarkSigner,
  'chopmark, new memory': chopmarkAnewSigner,
  libpdf: libpdfSigner,
  signpdf: signpdfSigner,
};

const signer = signers[process.argv[2] ?? ''];
if (!signer) throw new Error(`usage: node-signer.ts ${Object.keys(signers).join('|')}`);
await serveSubject(async (job) => signer(await readJob(job)));
