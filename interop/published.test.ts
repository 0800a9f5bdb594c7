import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { check, once } from './check.ts';
import { type Contract, contractsOf, MAKING_MS, makeContracts } from './chopmark/contracts.ts';
import { embeddedSignatures } from './chopmark/embedded-signatures.ts';
import { serveAuthorities } from './chopmark/published.ts';
import { questionAbout } from './outside/ocsp-question.ts';
import * as openssl from './outside/openssl.ts';
import { acceptsAll, askPyHanko, type PyHankoJob } from './outside/pyhanko.ts';
import { SIGNERS } from './signers.ts';

/** What others learn who ask the addresses that our certificates name: nothing lies beside the file. */

const ground = inject('ground');
const { missing, pyHanko, port } = ground;
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;

const contracts = contractsOf({ kinds: ['classic'], algorithms: ['ec', 'rsa'], levels: ['B', 'T'] });
let stop: (() => Promise<void>) | undefined;
beforeAll(async () => {
  await makeContracts(contracts);
  stop = await serveAuthorities(ground);
}, MAKING_MS);
afterAll(() => stop?.());

/** Certificates of the signers and of whoever stamped for them, with the one above each. */
async function questionsOf({ signed, trust, work }: Contract) {
  const signatures = embeddedSignatures(await readFile(signed));
  expect(signatures).toHaveLength(SIGNERS.length);
  const questions: (openssl.OcspQuestion & { name: string })[] = [];
  for (const [index, signature] of signatures.entries()) {
    const files = await openssl.writeSignatureFiles(work, `asked-${index}`, signature);
    const signedData = { signedData: files.cms, content: files.content };
    questions.push({ ...(await questionAbout(signedData, trust)), name: SIGNERS[index] ?? '' });
    if (!files.timestamp) continue;
    questions.push({ ...(await questionAbout({ signedData: files.timestamp.token }, trust)), name: 'TSA' });
  }
  return questions;
}

for (const contract of contracts) {
  const { name, level, trust, signed, work } = contract;

  describe(name, () => {
    const questions = once(() => questionsOf(contract));

    check(
      'openssl ocsp asks about every certificate with a nonce, and each is good',
      [missing.openssl],
      async () => {
        const asked = await questions();
        expect(asked).toHaveLength(level === 'B' ? SIGNERS.length : 2 * SIGNERS.length);
        for (const question of asked) {
          const url = await openssl.ocspUrlOf(question.certificate);
          expect(url.startsWith(`http://127.0.0.1:${port}/ocsp/`), url).toBe(true);
          const said = await openssl.askOcsp(url, question);
          expect(openssl.saysGood(said), question.name + said.stdout + said.stderr).toBe(true);
        }
      },
    );

    check(
      'openssl ocsp believes no answer under another root, and none of another authority',
      [missing.openssl],
      async () => {
        // openssl trusts a root's own answer as soon as it is named as the issuer.
        const asked = await questions();
        const [platform, enterprise] = ['Chopmark Platform', SIGNERS[1]].map((name) =>
          asked.find((each) => each.name === name),
        );
        if (!platform || !enterprise) throw new Error('the signers are missing');
        const url = await openssl.ocspUrlOf(enterprise.certificate);
        const other = await openssl.makeUnrelatedRoot(work);
        expect(openssl.saysGood(await openssl.askOcsp(url, { ...enterprise, trust: other }))).toBe(false);
        const elsewhere = await openssl.ocspUrlOf(platform.certificate);
        expect(openssl.saysGood(await openssl.askOcsp(elsewhere, enterprise))).toBe(false);
      },
    );

    check('pyHanko fetches what it needs from there, and accepts', [noPyHanko], async () => {
      const asking: PyHankoJob = { trust: [trust], revocationMode: 'hard-fail', files: [signed] };
      const [fetching, alone] = await askPyHanko(pyHanko, [{ ...asking, fetch: true }, asking]);
      const [found] = fetching ?? [];
      expect(found && acceptsAll(found), JSON.stringify(found)).toBe(true);
      const [left] = alone ?? [];
      expect(left && acceptsAll(left)).toBe(false);
    });
  });
}
