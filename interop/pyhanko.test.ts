import { beforeAll, describe, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { contractsOf, LEVELS, MAKING_MS, makeContracts } from './chopmark/contracts.ts';
import * as openssl from './outside/openssl.ts';
import { askPyHanko } from './outside/pyhanko.ts';
import { askPyHankoLongTerm, type LongTermReport, passes } from './outside/pyhanko-long-term.ts';
import { SIGNERS } from './signers.ts';

const { missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;

/** P=2 of ISO 32000-1 table 254: filling in forms and signing. */
const FORM_FILLING = 2;
const YEAR = 365 * 86_400_000;
/** The certificates of signers, platform and timestamp authority end before; that of the issuing CA doesn't. */
const LATER = new Date(Date.now() + 6 * YEAR);

const contracts = contractsOf({ algorithms: ['ec', 'rsa'], levels: LEVELS });
const there = contracts.filter(({ skipped }) => skipped === undefined);
beforeAll(() => makeContracts(contracts), MAKING_MS);

/** Every file in two processes, one for each way of judging. */
const reports = once(async () => {
  const found = await askPyHanko(
    pyHanko,
    there.map(({ trust, crls, signed }) => ({ trust: [trust], crls, files: [signed] })),
  );
  return new Map(there.map((contract, index) => [contract, found[index]?.[0]]));
});
const longTerm = once(async () => {
  const ways = [{}, { at: LATER }, { at: LATER, maintained: true }];
  const jobs = there.flatMap(({ trust, signed }) =>
    ways.map((way) => ({ trust: [trust], files: [signed], ...way })),
  );
  const found = (await askPyHankoLongTerm(pyHanko, jobs)).map(([report]) => report);
  return new Map(
    there.map((contract, index) => {
      const [now, later, maintained] = found.slice(ways.length * index);
      return [contract, { now, later, maintained }];
    }),
  );
});

for (const contract of contracts) {
  describe(`pyHanko, ${contract.name}`, () => {
    const { level, skipped } = contract;
    const skips = [skipped, noPyHanko];
    const isStored = level === 'LT' || level === 'LTA';
    const signatures = async () => {
      const report = (await reports()).get(contract);
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

    check(level === 'B' ? 'finds no timestamp' : 'accepts every timestamp', skips, async () => {
      const timestamp = level === 'B' ? null : { intact: true, valid: true, trusted: true };
      for (const each of await signatures()) expect(each).toMatchObject({ timestamp });
    });

    check('sees one certification, and only permitted changes after each signature', skips, async () => {
      const found = await signatures();
      expect(found.map(({ docMdp }) => docMdp)).toEqual([FORM_FILLING, null, null]);
      const last = isStored ? ['ENTIRE_REVISION', 'LTA_UPDATES', true] : ['ENTIRE_FILE', 'NONE', true];
      expect(
        found.map((each) => 'coverage' in each && [each.coverage, each.modification, each.docMdpOk]),
      ).toEqual([['ENTIRE_REVISION', 'FORM_FILLING', true], ['ENTIRE_REVISION', 'FORM_FILLING', true], last]);
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
          expect(each.unsignedAttributes).toEqual(level === 'B' ? [] : ['signature_time_stamp_token']);
        }
      },
    );

    check('passes them by the process of EN 319 102-1 with the lists beside', skips, async () => {
      for (const each of await signatures()) expect(each).toMatchObject({ ades: 'PASSED OK' });
    });

    check('with the network off and nothing but the root, passes it as far as it goes', skips, async () => {
      const { now } = (await longTerm()).get(contract) ?? {};
      expect(now?.error).toBeNull();
      expect(now?.signatures.map(({ signer, sound }) => [signer, sound])).toEqual(
        SIGNERS.map((signer) => [signer, true]),
      );
      expect({ lt: passes(now, 'lt'), lta: passes(now, 'lta') }).toEqual({
        lt: isStored,
        lta: level === 'LTA',
      });
      const stamps = level === 'LTA' ? [{ accepted: true, coverage: 'ENTIRE_FILE' }] : [];
      expect(now?.timestamps).toEqual(stamps);
    });

    check('six years on, passes an archive that was renewed in time, and nothing else', skips, async () => {
      const { later, maintained } = (await longTerm()).get(contract) ?? {};
      const said = (report: LongTermReport | undefined) =>
        report?.signatures.map(({ lta }) => lta === 'PASSED OK');
      const every = (passed: boolean) => SIGNERS.map(() => passed);
      expect({ later: said(later), maintained: said(maintained) }).toEqual({
        later: every(false),
        maintained: every(isStored),
      });
      expect(passes(later, 'lt')).toBe(false);
    });
  });
}

describe('pyHanko, with other trust', () => {
  const [contract] = contractsOf({ kinds: ['classic'], algorithms: ['ec'], levels: ['T'] });
  if (!contract) throw new Error('the classic sample is missing');
  const { trust, crls, signed, work, skipped } = contract;

  check(
    'accepts only the certification without the issuing CA’s revocation list',
    [skipped, noPyHanko],
    async () => {
      const job = { trust: [trust], crls: crls.slice(0, 1), files: [signed] };
      const [[report] = []] = await askPyHanko(pyHanko, [job]);
      expect(report?.signatures.map(({ accepted }) => accepted)).toEqual([true, false, false]);
    },
  );

  check('accepts none under another root', [skipped, noPyHanko, missing.openssl], async () => {
    const other = await openssl.makeUnrelatedRoot(work);
    const [[report] = []] = await askPyHanko(pyHanko, [{ trust: [other], crls, files: [signed] }]);
    expect(report?.signatures.map((each) => 'intact' in each && [each.intact, each.trusted])).toEqual(
      SIGNERS.map(() => [true, false]),
    );
  });
});
