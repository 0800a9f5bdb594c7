import { beforeAll, describe, expect, inject } from 'vitest';
import { check } from './check.ts';
import { contractsOf, LEVELS, MAKING_MS, makeContracts } from './chopmark/contracts.ts';
import { judge, signaturesOf } from './chopmark/judge.ts';
import { askPdfsig, makeNssDatabase } from './outside/pdfsig.ts';
import { complaintsOfQpdf } from './outside/qpdf.ts';
import { SIGNERS } from './signers.ts';

/** Every input, algorithm and level before our own verifier and the programs that look at the file alone. */

const { missing } = inject('ground');
const YEAR = 365 * 86_400_000;

const contracts = [
  ...contractsOf({ algorithms: ['ec', 'rsa'], levels: LEVELS }),
  ...contractsOf({ kinds: ['classic'], algorithms: ['sm2'], levels: LEVELS }),
];
beforeAll(() => makeContracts(contracts), MAKING_MS);

for (const { name, algorithm, level, signed, trust, crls, work, skipped } of contracts) {
  const isStored = level === 'LT' || level === 'LTA';

  describe(name, () => {
    check(
      `our verification says B-${level}${isStored ? ' with nothing but the file and the root' : ''}`,
      [skipped],
      async () => {
        const report = await judge(signed, [trust], isStored ? [] : crls);
        expect(report).toMatchObject({ verdict: 'valid', warnings: [] });
        const none: string[] = [];
        expect(
          signaturesOf(report).map((each) => [each.signer, each.level, each.trust, each.reasons]),
        ).toEqual(SIGNERS.map((signer) => [signer, `B-${level}`, 'trusted', none]));
        const stamps = report.signatures.slice(SIGNERS.length);
        expect(stamps.map((each) => [each.level, each.trust, each.coverage])).toEqual(
          level === 'LTA' ? [['timestamp', 'trusted', 'whole-file']] : [],
        );
      },
    );

    check(
      `three years on, ${level === 'LTA' ? 'nothing is left open' : 'something is left open'}`,
      [skipped],
      async () => {
        const report = await judge(signed, [trust], [], new Date(Date.now() + 3 * YEAR));
        const certain = signaturesOf(report).map(
          (each) => each.trust === 'trusted' && each.reasons.length === 0,
        );
        expect(certain).toEqual(SIGNERS.map(() => level === 'LTA'));
      },
    );

    check('qpdf finds nothing wrong', [skipped, missing.qpdf], async () => {
      expect(await complaintsOfQpdf(signed)).toBe('');
    });

    if (algorithm === 'sm2') return;

    check(
      'pdfsig calls every signature valid, and sees what covers all of it',
      [skipped, missing.pdfsig],
      async () => {
        const found = await askPdfsig(signed);
        const signatures = found.filter(({ type }) => type === 'ETSI.CAdES.detached');
        expect(signatures.map(({ signer, valid }) => [signer, valid]).toSorted()).toEqual(
          SIGNERS.map((signer) => [signer, true]).toSorted(),
        );
        // pdfsig of this age can't check a document timestamp, but sees what it covers.
        expect(found).toHaveLength(SIGNERS.length + (level === 'LTA' ? 1 : 0));
        expect(found.filter((each) => each.wholeDocument)).toHaveLength(level === 'LT' ? 0 : 1);
      },
    );

    check('pdfsig trusts every certificate', [skipped, missing.pdfsig, missing.certutil], async () => {
      const found = await askPdfsig(signed, await makeNssDatabase(work, trust));
      const signatures = found.filter(({ type }) => type === 'ETSI.CAdES.detached');
      expect(signatures.map(({ valid, trusted }) => ({ valid, trusted }))).toEqual(
        SIGNERS.map(() => ({ valid: true, trusted: true })),
      );
    });
  });
}
