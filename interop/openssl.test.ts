import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { type Contract, contractsOf, LEVELS, MAKING_MS, makeContracts } from './chopmark/contracts.ts';
import { embeddedSignatures } from './chopmark/embedded-signatures.ts';
import { questionAbout } from './outside/ocsp-question.ts';
import * as openssl from './outside/openssl.ts';
import type { Outcome } from './outside/run.ts';
import { readSecurityStore } from './outside/security-store.ts';
import { SIGNERS } from './signers.ts';

const { missing } = inject('ground');

const contracts = contractsOf({ algorithms: ['ec', 'rsa'], levels: LEVELS });
beforeAll(() => makeContracts(contracts), MAKING_MS);

/** The parts of a signed file, as files. */
async function partsOf({ signed, level, work }: Contract) {
  const all = embeddedSignatures(await readFile(signed));
  expect(all).toHaveLength(SIGNERS.length + (level === 'LTA' ? 1 : 0));
  const signatures = await Promise.all(
    all
      .slice(0, SIGNERS.length)
      .map((each, index) => openssl.writeSignatureFiles(work, `signature-${index}`, each)),
  );
  const archive = all.slice(SIGNERS.length);
  const stamps = await Promise.all(archive.map((each) => openssl.writeTokenFiles(work, 'document', each)));
  return { all, signatures, stamps };
}

function expectAccepted(outcome: Outcome): void {
  expect(outcome.code, outcome.stdout + outcome.stderr).toBe(0);
}

async function expectRefused(accepted: Promise<Outcome>): Promise<void> {
  expect((await accepted).code).not.toBe(0);
}

for (const contract of contracts) {
  const { level, trust, crls, work, signed, skipped } = contract;
  const isStored = level === 'LT' || level === 'LTA';

  describe(`openssl, ${contract.name}`, () => {
    const skips = [skipped, missing.openssl];
    const parts = once(() => partsOf(contract));
    const changed = async (path: string) => {
      const bytes = await readFile(path);
      const at = Math.floor(bytes.length / 3);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      await writeFile(`${path}.changed`, bytes);
      return `${path}.changed`;
    };

    check('cms verifies every signature over the bytes it covers, and over no others', skips, async () => {
      for (const each of (await parts()).signatures) {
        expectAccepted(await openssl.verifyCms(each, trust));
        await expectRefused(openssl.verifyCms({ ...each, content: await changed(each.content) }, trust));
      }
    });

    if (level !== 'B') {
      check(
        'ts verifies every signature timestamp over the signature, and over no other',
        skips,
        async () => {
          for (const { timestamp } of (await parts()).signatures) {
            if (!timestamp) throw new Error('a signature without timestamp');
            expectAccepted(await openssl.verifyTimestamp(timestamp, trust));
            const stamped = await changed(timestamp.stamped);
            await expectRefused(openssl.verifyTimestamp({ ...timestamp, stamped }, trust));
          }
        },
      );
    }

    if (level === 'LTA') {
      check(
        'ts verifies the document timestamp over all before it, and over nothing else',
        skips,
        async () => {
          const { stamps } = await parts();
          expect(stamps).toHaveLength(1);
          for (const stamp of stamps) {
            expectAccepted(await openssl.verifyTimestamp(stamp, trust));
            await expectRefused(
              openssl.verifyTimestamp({ ...stamp, stamped: await changed(stamp.stamped) }, trust),
            );
          }
        },
      );
    }

    const store = once(async () => {
      const found = await readSecurityStore(signed);
      if (!found) throw new Error('there is no security store');
      return found;
    });
    /** Those in the file where it brings them, those beside it otherwise. */
    const lists = async () => {
      if (!isStored) return crls;
      const stored = (await store()).crls.map(({ der }, index) => ({
        path: join(work, `${index}.crl`),
        der,
      }));
      for (const { path, der } of stored) await writeFile(path, der);
      return stored.map(({ path }) => path);
    };

    check(
      `verify finds none of signers and TSA revoked by the lists ${isStored ? 'in the file' : 'beside it'}, and asks for each`,
      [...skips, isStored ? missing.qpdf : undefined],
      async () => {
        const paths = await lists();
        const pem = await openssl.crlsInPem(work, paths);
        const { signatures, stamps } = await parts();
        const tokens = [...signatures.flatMap(({ timestamp }) => timestamp ?? []), ...stamps];
        const chains = [
          ...signatures.map(({ cms, content }) => ({ signedData: cms, content, purpose: 'any' as const })),
          ...tokens.map(({ token }) => ({ signedData: token, purpose: 'timestampsign' as const })),
        ];
        for (const chain of chains) {
          expectAccepted(await openssl.verifySignerChain({ ...chain, trust, crls: pem }));
        }
        // Without the root's list there is none for the TSA and the issuing CA.
        const [, ...others] = await rootFirst(paths, trust);
        const fewer = await openssl.crlsInPem(work, others);
        for (const chain of chains)
          await expectRefused(openssl.verifySignerChain({ ...chain, trust, crls: fewer }));
      },
    );

    if (isStored) {
      check(
        'ocsp accepts the stored responses: each signer with one is good',
        [...skips, missing.qpdf],
        async () => {
          const { ocsps } = await store();
          const { signatures } = await parts();
          const answered: string[] = [];
          for (const [index, { der }] of ocsps.entries()) {
            const response = join(work, `${index}.ors`);
            await writeFile(response, der);
            const about = await openssl.serialsIn(response);
            for (const [which, { cms, content }] of signatures.entries()) {
              const question = await questionAbout({ signedData: cms, content }, trust);
              if (!about.includes(question.serial)) continue;
              const said = await openssl.verifyOcspResponse(response, question);
              expect(openssl.saysGood(said), said.stdout + said.stderr).toBe(true);
              const otherRoot = { ...question, trust: await openssl.makeUnrelatedRoot(work) };
              expect(openssl.saysGood(await openssl.verifyOcspResponse(response, otherRoot))).toBe(false);
              const broken = await openssl.verifyOcspResponse(await changed(response), question);
              expect(openssl.saysGood(broken)).toBe(false);
              answered.push(SIGNERS[which] ?? '');
            }
          }
          // The root answers for the platform by its list.
          expect(answered.toSorted()).toEqual(SIGNERS.slice(1).toSorted());
        },
      );

      check('VRI names every signature by the SHA-1 of its /Contents', [...skips, missing.qpdf], async () => {
        const pdf = await readFile(signed);
        const { all } = await parts();
        const keys = all.slice(0, SIGNERS.length).map(({ byteRange: [, end, after] }) => {
          const contents = Buffer.from(pdf.toString('latin1', end + 1, after - 1), 'hex');
          return createHash('sha1').update(contents).digest('hex').toUpperCase();
        });
        const { related, certificates, crls: storedLists, ocsps } = await store();
        expect([...related.keys()].toSorted()).toEqual(keys.toSorted());
        const known = new Set([...certificates, ...storedLists, ...ocsps].map(({ object }) => object));
        for (const each of related.values()) {
          const named = [...each.certificates, ...each.crls, ...each.ocsps];
          expect(each.certificates.length).toBeGreaterThan(0);
          expect(each.crls.length + each.ocsps.length).toBeGreaterThan(0);
          for (const { object } of named) expect(known).toContain(object);
        }
      });
    }
  });
}

/** The list of the root before the others. */
async function rootFirst(lists: string[], trust: string): Promise<string[]> {
  const { subject } = await openssl.namesOf(trust);
  const issuers = await Promise.all(lists.map(openssl.issuerOfCrl));
  const isRoots = (index: number) => issuers[index] === subject;
  return [...lists.filter((_, index) => isRoots(index)), ...lists.filter((_, index) => !isRoots(index))];
}
