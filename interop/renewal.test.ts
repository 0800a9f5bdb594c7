import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject } from 'vitest';
import { check } from './check.ts';
import { embeddedSignatures } from './chopmark/embedded-signatures.ts';
import { judge } from './chopmark/judge.ts';
import { renew, rsaAuthorities, signWithRsa, VALIDITY_DAYS } from './chopmark/rsa-archive.ts';
import * as openssl from './outside/openssl.ts';
import { askPyHankoLongTerm, passes } from './outside/pyhanko-long-term.ts';
import { complaintsOfQpdf } from './outside/qpdf.ts';

/** An archive after the certificates of its signer and its first timestamp authority have ended. RSA from the root on. */

const { folder, samples, missing, pyHanko } = inject('ground');
const noPyHanko = 'skipped' in pyHanko ? pyHanko.skipped : undefined;
const place = join(folder, 'renewal');
const trust = join(place, 'root.pem');
const fileOf = (name: string) => join(place, `${name}.pdf`);

/** The files are made as of so many days ago, and judged now. */
const AGE_DAYS = VALIDITY_DAYS + 300;
/** Whether it can still be proven. */
const FILES = {
  'left alone': false,
  'renewed in time': true,
  'renewed twice': true,
  'renewed too late': false,
};

beforeAll(async () => {
  await mkdir(place, { recursive: true });
  const authorities = await rsaAuthorities(AGE_DAYS);
  await writeFile(trust, authorities.trust);
  const pdf = await readFile(samples.find(({ kind }) => kind === 'classic')?.path ?? '');
  const archived = (await signWithRsa(pdf, authorities))['B-LTA'];
  const renewed = await renew(archived, authorities, VALIDITY_DAYS - 100);
  await writeFile(fileOf('left alone'), archived);
  await writeFile(fileOf('renewed in time'), renewed);
  await writeFile(fileOf('renewed twice'), await renew(renewed, authorities, VALIDITY_DAYS + 100));
  await writeFile(fileOf('renewed too late'), await renew(archived, authorities, VALIDITY_DAYS + 100));
});

for (const [name, holds] of Object.entries(FILES)) {
  const file = fileOf(name);

  describe(`an archive ${name}`, () => {
    check(`our verification calls it ${holds ? '' : 'un'}trusted`, [], async () => {
      const { verdict, signatures } = await judge(file, [trust]);
      expect(verdict).toBe('valid');
      expect(signatures[0]?.trust).toBe(holds ? 'trusted' : 'untrusted');
      if (holds) expect(signatures[0]?.level).toBe('B-LTA');
    });

    // Of two renewals pyHanko (0.38) takes the later one's list for the first authority too, whose certificate has ended by then.
    if (name !== 'renewed twice') {
      check(`pyHanko ${holds ? 'passes' : 'refuses'} it`, [noPyHanko], async () => {
        const job = { trust: [trust], files: [file], at: new Date() };
        const [[report] = []] = await askPyHankoLongTerm(pyHanko, [job]);
        expect(report?.error).toBeNull();
        expect(passes(report, 'lta'), JSON.stringify(report)).toBe(holds);
      });
    }

    check(
      'openssl ts verifies each document timestamp as of its own day, and qpdf finds nothing wrong',
      [missing.openssl, missing.qpdf],
      async () => {
        const [, ...stamps] = embeddedSignatures(await readFile(file));
        expect(stamps).toHaveLength({ 'left alone': 1, 'renewed twice': 3 }[name] ?? 2);
        for (const [index, stamp] of stamps.entries()) {
          const token = await openssl.writeTokenFiles(place, `${name}-${index}`, stamp);
          const at = await openssl.timeOfToken(token.token);
          const { code, stderr } = await openssl.verifyTimestamp(token, trust, at);
          expect(code, stderr).toBe(0);
        }
        expect(await complaintsOfQpdf(file)).toBe('');
      },
    );
  });
}
