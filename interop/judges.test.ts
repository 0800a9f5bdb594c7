import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { verify } from './chopmark/commands.ts';
import { embeddedSignatures } from './chopmark/embedded-signatures.ts';
import * as openssl from './outside/openssl.ts';
import { askPdfsig, makeNssDatabase } from './outside/pdfsig.ts';
import { askPyHanko } from './outside/pyhanko.ts';
import { SIGNERS } from './signers.ts';

const { samples, missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;

/** P=2 of ISO 32000-1 table 254: filling in forms and signing. */
const FORM_FILLING = 2;

describe.each(samples)('$name', ({ signed, trust, crls, work, skipped }) => {
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

    check('accepts only the certification without the issuing CA’s revocation list', skips, async () => {
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
      // No path leads to this root; untrusted would mean that something speaks against one.
      expect(ours.verdict).toBe('valid');
      expect(ours.signatures.map((each) => each.trust)).toEqual(SIGNERS.map(() => 'unknown'));
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
      const found = embeddedSignatures(await readFile(signed));
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
      for (const { cms, content, token } of await files()) {
        for (const chain of [
          { signedData: cms, content, purpose: 'any' },
          { signedData: token, purpose: 'timestampsign' },
        ] as const) {
          const { code, stderr } = await openssl.verifySignerChain({ ...chain, trust, crls: pem });
          expect(code, stderr).toBe(0);
        }
      }
    });
  });
});
