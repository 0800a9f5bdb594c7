// Verifies with chopmark; subject-process.ts says what it is asked.
import { verifyPdf } from '@chopmark/crypto';
import { readFiles } from '../files.ts';
import { serveSubject } from '../serve-subject.ts';
import { jobSchema } from './job.ts';

await serveSubject(async (line) => {
  const job = jobSchema.parse(JSON.parse(line));
  const files = await readFiles(job.files);
  const trust = [new Uint8Array(Buffer.from(job.root, 'hex'))];
  return async (name) => {
    const { signatures } = await verifyPdf({
      pdf: files[name] ?? new Uint8Array(),
      trust,
      crls: [],
      now: new Date(),
    });
    const good = signatures.filter(
      ({ verdict, trust }) => verdict === 'valid' && trust !== 'untrusted',
    ).length;
    return Buffer.from(JSON.stringify({ good, signatures: signatures.length }));
  };
});
