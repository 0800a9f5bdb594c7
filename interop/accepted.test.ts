import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { verify } from './chopmark/commands.ts';
import { embeddedSignatures } from './chopmark/embedded-signatures.ts';
import * as openssl from './outside/openssl.ts';
import { askPdfsig, makeNssDatabase } from './outside/pdfsig.ts';
import { askPyHanko } from './outside/pyhanko.ts';
import { complaintsOfQpdf, crossReference, isLinearised, pageCount } from './outside/qpdf.ts';
import { mustRun } from './outside/run.ts';

const { samples, dataFolder, missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;

const SIGNERS = ['Chopmark Platform', '北京示例科技有限公司', '李明'];
/** P=2 of ISO 32000-1 table 254: filling in forms and signing. */
const FORM_FILLING = 2;
/** So that nobody waits; the work is a tenth of a second. */
const VERIFY_SECONDS = 10;

describe.each(samples)('$name', ({ kind, title, input, out, work, skipped, demo }) => {
  const signed = join(out, 'signed.pdf');
  const trust = join(out, 'trust.pem');
  const crls = [join(out, 'root.crl'), join(out, 'issuing.crl')];
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

  check('is signed by npm run demo, which writes five files and ends with 0', [skipped], async () => {
    expect(demo.code, demo.output).toBe(0);
    const files = await readdir(out);
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

  describe('pyHanko', () => {
    const skips = [skipped, noPyHanko];
    const reports = once(() => askPyHanko(pyHanko, { trust, crls, files: [signed] }));
    const signatures = async () => {
      const [report] = await reports();
      expect(report?.error).toBeNull();
      return report?.signatures ?? [];
    };

    check('accepts every signature: intact, valid, trusted', skips, async () => {
      const found = await signatures();
      expect(found.map(({ signer, type }) => ({ signer, type }))).toEqual(
        SIGNERS.map((signer) => ({ signer, type: '/Sig' })),
      );
      for (const each of found) {
        expect(each).toMatchObject({ error: null, accepted: true, intact: true, valid: true, trusted: true });
      }
    });

    check('accepts every timestamp', skips, async () => {
      for (const each of await signatures()) {
        expect(each).toMatchObject({ timestamp: { intact: true, valid: true, trusted: true } });
      }
    });

    check('sees one certification, form filling after it, and the whole file signed', skips, async () => {
      const found = await signatures();
      expect(found.map(({ docMdp }) => docMdp)).toEqual([FORM_FILLING, null, null]);
      expect(
        found.map((each) => 'coverage' in each && [each.coverage, each.modification, each.docMdpOk]),
      ).toEqual([
        ['ENTIRE_REVISION', 'FORM_FILLING', true],
        ['ENTIRE_REVISION', 'FORM_FILLING', true],
        ['ENTIRE_FILE', 'NONE', true],
      ]);
    });

    check(
      'finds the form of PAdES: no signing-time, the certificate bound, EN 319 142-1',
      skips,
      async () => {
        for (const each of await signatures()) {
          expect(each.subFilter).toBe('/ETSI.CAdES.detached');
          expect(each.signedAttributes.toSorted()).toEqual([
            'content_type',
            'message_digest',
            'signing_certificate_v2',
          ]);
          expect(each.unsignedAttributes).toEqual(['signature_time_stamp_token']);
        }
      },
    );

    check('passes them by the process of EN 319 102-1', skips, async () => {
      for (const each of await signatures()) expect(each).toMatchObject({ ades: 'PASSED OK' });
    });

    check('accepts none without the issuing CA’s revocation list', skips, async () => {
      const [report] = await askPyHanko(pyHanko, { trust, crls: crls.slice(0, 1), files: [signed] });
      expect(report?.signatures.map(({ accepted }) => accepted)).toEqual([true, false, false]);
    });

    check('accepts none under another root, as we do', [...skips, missing.openssl], async () => {
      const other = await openssl.makeUnrelatedRoot(work);
      const [report] = await askPyHanko(pyHanko, { trust: other, crls, files: [signed] });
      expect(report?.signatures.map((each) => 'intact' in each && [each.intact, each.trusted])).toEqual(
        SIGNERS.map(() => [true, false]),
      );
      const ours = await verify(signed, other, crls);
      expect(ours.verdict).toBe('valid');
      expect(ours.signatures.map((each) => each.trust)).toEqual(SIGNERS.map(() => 'untrusted'));
    });
  });

  describe('pdfsig', () => {
    check('calls every signature valid and the last one whole', [skipped, missing.pdfsig], async () => {
      const found = await askPdfsig(signed);
      expect(found.map(({ signer }) => signer).toSorted()).toEqual(SIGNERS.toSorted());
      for (const each of found) expect(each).toMatchObject({ valid: true, type: 'ETSI.CAdES.detached' });
      expect(found.filter((each) => each.wholeDocument).map(({ signer }) => signer)).toEqual(
        SIGNERS.slice(-1),
      );
    });

    check('trusts every certificate', [skipped, missing.pdfsig, missing.certutil], async () => {
      const found = await askPdfsig(signed, await makeNssDatabase(join(work, 'nss'), trust));
      expect(found.map(({ valid, trusted }) => ({ valid, trusted }))).toEqual(
        SIGNERS.map(() => ({ valid: true, trusted: true })),
      );
    });
  });

  describe('openssl', () => {
    const skips = [skipped, missing.openssl];
    const files = once(async () => {
      const found = embeddedSignatures(await pdf());
      expect(found).toHaveLength(SIGNERS.length);
      return Promise.all(
        found.map((each, index) => openssl.writeSignatureFiles(work, `signature-${index}`, each)),
      );
    });

    check('verifies every CMS over the bytes it covers', skips, async () => {
      for (const each of await files()) {
        const { code, stderr } = await openssl.verifyCms(each, trust);
        expect(code, stderr).toBe(0);
      }
    });

    check('verifies every timestamp over its signature value', skips, async () => {
      for (const each of await files()) {
        const { code, stderr } = await openssl.verifyTimestamp(each, trust);
        expect(code, stderr).toBe(0);
      }
    });

    check('finds no certificate of signers and TSA revoked', skips, async () => {
      const pem = await openssl.crlsInPem(work, crls);
      for (const { cms, token } of await files()) {
        for (const [signedData, purpose] of [
          [cms, 'any'],
          [token, 'timestampsign'],
        ] as const) {
          const { code, stderr } = await openssl.verifySignerChain({ signedData, trust, crls: pem, purpose });
          expect(code, stderr).toBe(0);
        }
      }
    });
  });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const fileNames = (paths: string[]) => paths.map((path) => path.split('/').at(-1) ?? '');
