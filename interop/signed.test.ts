import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { verify } from './chopmark/commands.ts';
import { contractsOf, MAKING_MS, makeContracts } from './chopmark/contracts.ts';
import { embeddedSignatures } from './chopmark/embedded-signatures.ts';
import { complaintsOfQpdf, crossReference, isLinearised, pageCount } from './outside/qpdf.ts';
import { mustRun } from './outside/run.ts';
import { SIGNERS } from './signers.ts';

const { dataFolder, missing } = inject('ground');

const contracts = contractsOf({ algorithms: ['ec'], levels: ['T'] });
beforeAll(() => makeContracts(contracts), MAKING_MS);

/** So that nobody waits; the work is a tenth of a second. */
const VERIFY_SECONDS = 10;

describe.each(contracts)('$sample.name', (contract) => {
  const { signed, trust, crls, folder, work, skipped } = contract;
  const { kind, path: input, title } = contract.sample;
  const pdf = once(() => readFile(signed));

  check('is the kind of file it is meant to be', [skipped, missing.qpdf], async () => {
    const bytes = await readFile(input);
    if (kind === 'docx') {
      expect(bytes.toString('latin1')).toContain('word/document.xml');
      return;
    }
    expect(await complaintsOfQpdf(input)).toBe('');
    expect(await pageCount(input)).toBeGreaterThanOrEqual(2);
    const { compressed } = await crossReference(input);
    const startXref = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(bytes.toString('latin1'))?.[1]);
    expect({
      linearised: await isLinearised(input),
      objectStreams: compressed > 0,
      table: bytes.toString('latin1', startXref, startXref + 4) === 'xref',
    }).toEqual(
      kind === 'linearised'
        ? { linearised: true, objectStreams: true, table: false }
        : { linearised: false, objectStreams: false, table: true },
    );
  });

  check('is signed by npm run demo, which writes five files', [skipped], async () => {
    const files = await readdir(folder);
    expect(files.sort()).toEqual(['issuing.crl', 'report.json', 'root.crl', 'signed.pdf', 'trust.pem']);
  });

  check('our verification calls it valid, trusted and B-T', [skipped], async () => {
    const { verdict, signatures, warnings, exitCode, seconds } = await verify(signed, trust, crls);
    expect({ exitCode, verdict, warnings }).toEqual({ exitCode: 0, verdict: 'valid', warnings: [] });
    expect(signatures.map(({ signer }) => signer)).toEqual(SIGNERS);
    for (const { timestamp, ...each } of signatures) {
      expect(each).toMatchObject({ verdict: 'valid', trust: 'trusted', level: 'B-T' });
      expect(timestamp).toMatchObject({ intact: true, trust: 'trusted' });
    }
    expect(signatures.map(({ certification }) => certification?.p)).toEqual([2, undefined, undefined]);
    expect(seconds).toBeLessThan(VERIFY_SECONDS);
  });

  check('qpdf finds nothing wrong', [skipped, missing.qpdf], async () => {
    expect(await complaintsOfQpdf(signed)).toBe('');
  });

  check('its text can still be read', [skipped, missing.pdftotext, missing.qpdf], async () => {
    const text = await mustRun('pdftotext', [signed, '-']);
    expect(text.replaceAll(/\s/g, '')).toContain(title);
    expect(await pageCount(signed)).toBeGreaterThanOrEqual(2);
  });

  check('every stored revision is there byte for byte', [skipped], async () => {
    const bytes = await pdf();
    const stored = new Set(await readdir(join(dataFolder, 'storage'), { recursive: true }).then(fileNames));
    const ends = embeddedSignatures(bytes).map(({ byteRange: [, , after, rest] }) => after + rest);
    expect(ends).toHaveLength(3);
    expect(ends.at(-1)).toBe(bytes.length);
    for (const end of ends) expect(stored).toContain(sha256(bytes.subarray(0, end)));
    if (kind !== 'docx') expect(bytes.indexOf(await readFile(input))).toBe(0);
  });

  check('each earlier revision is a document by itself, as valid', [skipped, missing.qpdf], async () => {
    const bytes = await pdf();
    const earlier = embeddedSignatures(bytes).slice(0, -1);
    expect(earlier).toHaveLength(2);
    for (const [index, { byteRange }] of earlier.entries()) {
      const file = join(work, `revision-${index}.pdf`);
      await writeFile(file, bytes.subarray(0, byteRange[2] + byteRange[3]));
      expect(await complaintsOfQpdf(file)).toBe('');
      const report = await verify(file, trust, crls);
      expect(report).toMatchObject({ exitCode: 0, verdict: 'valid' });
      expect(report.signatures.map(({ signer }) => signer)).toEqual(SIGNERS.slice(0, index + 1));
      expect(report.signatures.at(-1)?.coverage).toBe('whole-file');
    }
  });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const fileNames = (paths: string[]) => paths.map((path) => path.split('/').at(-1) ?? '');
