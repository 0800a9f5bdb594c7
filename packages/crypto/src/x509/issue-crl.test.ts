import { beforeAll, describe, expect, test } from 'vitest';
import { hasOpenssl, OpensslFolder } from '../testing/openssl.ts';
import { crlOf, daysFromNow, NOW, type SampleChain, sampleChain, serialOf } from '../testing/sample-chain.ts';
import { issueCrl } from './issue-crl.ts';
import { findRevocation, parseCrl } from './parsed-crl.ts';
import { pemEncode } from './pem.ts';

let chain: SampleChain;
beforeAll(async () => {
  chain = await sampleChain();
});

const refused = expect.objectContaining({ code: 'CRL_INPUT_INVALID' });

test('entries are found again with their date and reason; others are not listed', async () => {
  const revokedAt = new Date('2026-04-30T10:00:00Z');
  const serialNumber = serialOf(chain.signer.certificate);
  const crl = parseCrl(await crlOf(chain.issuing, [{ serialNumber, revokedAt, reason: 1 }]));
  const hex = Buffer.from(serialNumber).toString('hex');
  expect(findRevocation(crl, hex)).toEqual({ revokedAt, reason: 1, invalidSince: undefined });
  expect(findRevocation(crl, `${hex}00`)).toBeUndefined();
});

test('reason "unspecified" is left out (RFC 5280 §5.3.1), as is an empty list (§5.1.2.6)', async () => {
  const serialNumber = Uint8Array.of(5);
  const crl = parseCrl(await crlOf(chain.issuing, [{ serialNumber, revokedAt: NOW, reason: 0 }]));
  expect(findRevocation(crl, '05')?.reason).toBeUndefined();
  expect(parseCrl(await crlOf(chain.issuing)).revoked).toBeUndefined();
});

test('a CA that drops no expired certificate says since when (expiredCertsOnCRL), one that may does not', async () => {
  const { issuing } = chain;
  const input = { issuer: issuing, issuerKey: issuing, crlNumber: 1, thisUpdate: NOW, revoked: [] };
  const keeping = { ...input, nextUpdate: daysFromNow(1), keepsExpiredSince: daysFromNow(-1) };
  expect(parseCrl(await issueCrl(keeping)).expiredSince).toEqual(daysFromNow(-1));
  expect(parseCrl(await crlOf(issuing)).expiredSince).toBeUndefined();
});

test('ten thousand entries are issued and searched', async () => {
  const revoked = Array.from({ length: 10_000 }, (_, i) => ({
    serialNumber: Uint8Array.of(0x70, i >> 8, i & 0xff),
    revokedAt: NOW,
    reason: 4,
  }));
  const crl = parseCrl(await crlOf(chain.issuing, revoked));
  expect(findRevocation(crl, '70270f')?.reason).toBe(4);
  expect(findRevocation(crl, '702710')).toBeUndefined();
});

test('reasons that do not belong into a complete CRL, times and keys that do not fit are refused', async () => {
  for (const reason of [7, 8, 11, -1]) {
    await expect(
      crlOf(chain.issuing, [{ serialNumber: Uint8Array.of(5), revokedAt: NOW, reason }]),
    ).rejects.toThrow(refused);
  }
  await expect(crlOf(chain.signer)).rejects.toThrow(refused);
  const issuer = chain.issuing;
  const input = { issuer, issuerKey: issuer, crlNumber: 1, thisUpdate: NOW, nextUpdate: NOW, revoked: [] };
  await expect(issueCrl(input)).rejects.toThrow(refused);
  await expect(issueCrl({ ...input, nextUpdate: daysFromNow(1), crlNumber: -1n })).rejects.toThrow(refused);
  await expect(issueCrl({ ...input, nextUpdate: daysFromNow(1), issuerKey: chain.root })).rejects.toThrow(
    expect.objectContaining({ code: 'CERTIFICATE_INPUT_INVALID' }),
  );
});

describe.skipIf(!hasOpenssl)('openssl', () => {
  test('reads version 2, number, authority key identifier and reasons', async () => {
    using folder = new OpensslFolder();
    const serialNumber = serialOf(chain.signer.certificate);
    const crl = await issueCrl({
      issuer: chain.issuing,
      issuerKey: chain.issuing,
      crlNumber: 0x1234567890abcdefn,
      thisUpdate: NOW,
      nextUpdate: new Date('2050-02-03T00:00:00Z'),
      revoked: [{ serialNumber, revokedAt: NOW, reason: 5 }],
    });
    const file = folder.write('issuing.crl', crl);
    const text = folder.run('crl', '-in', file, '-inform', 'DER', '-noout', '-text');
    expect(text).toContain('Version 2 (0x1)');
    // OpenSSL prints small numbers in decimal or hex, by version.
    expect(text).toMatch(/X509v3 CRL Number: *\n *(0x1234567890ABCDEF|1311768467294899695)/);
    expect(text).toContain(`Serial Number: ${Buffer.from(serialNumber).toString('hex').toUpperCase()}`);
    expect(text).toContain('Cessation Of Operation');
    expect(text).toContain('X509v3 Authority Key Identifier');
    expect(text).toContain('Next Update: Feb  3 00:00:00 2050 GMT');
    const ca = folder.write('issuing.pem', pemEncode(chain.issuing.certificate, 'CERTIFICATE'));
    expect(() => folder.run('crl', '-in', file, '-inform', 'DER', '-noout', '-CAfile', ca)).not.toThrow();
  });

  test('checks the whole chain against the CRLs of root and issuing CA (-crl_check_all)', async () => {
    using folder = new OpensslFolder();
    const { root, issuing, signer } = chain;
    const file = (name: string, der: Uint8Array, label: string) => folder.write(name, pemEncode(der, label));
    const serialNumber = serialOf(signer.certificate);
    const rootCrl = await crlOf(root, [], daysFromNow(0));
    const good = file('good.crl', await crlOf(issuing, [], daysFromNow(0)), 'X509 CRL');
    const bad = file(
      'bad.crl',
      await crlOf(issuing, [{ serialNumber, revokedAt: NOW, reason: 1 }], NOW),
      'X509 CRL',
    );
    const args = (crl: string) => [
      ...['verify', '-crl_check_all', '-attime', `${NOW.getTime() / 1000 + 60}`],
      ...['-CAfile', file('root.pem', root.certificate, 'CERTIFICATE')],
      ...['-untrusted', file('issuing.pem', issuing.certificate, 'CERTIFICATE')],
      ...['-CRLfile', file('root.crl', rootCrl, 'X509 CRL'), '-CRLfile', crl],
      file('signer.pem', signer.certificate, 'CERTIFICATE'),
    ];
    expect(folder.run(...args(good))).toContain('OK');
    expect(folder.runFailing(...args(bad))).toContain('certificate revoked');
  });
});
