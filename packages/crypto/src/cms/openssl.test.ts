import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Asn1Element, childrenOf, readElement } from '../asn1/element.ts';
import { concat } from '../asn1/encode.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { hasOpenssl, OpensslFolder } from '../testing/openssl.ts';
import { type Holder, issue, NOW, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { signContent } from '../testing/sign-content.ts';
import { pemEncode } from '../x509/pem.ts';
import { parseSignature } from './parse-signature.ts';
import { checkEncapsulated, verifySignature } from './verify-signature.ts';

const content = new TextEncoder().encode('%PDF-1.7 甲方与乙方\r\n签订本合同。');

let chain: SampleChain;
let rsa: Holder;
beforeAll(async () => {
  chain = await sampleChain();
  rsa = await issue('person', chain.issuing, { algorithm: 'rsa-2048' });
});

function verify(cms: Uint8Array) {
  const parsed = parseSignature(cms);
  const check = verifySignature(
    parsed,
    (algorithm) => digestOf(algorithm, content),
    () => content,
  );
  const changed = verifySignature(
    parsed,
    (algorithm) => digestOf(algorithm, content.with(9, 0)),
    () => content.with(9, 0),
  );
  return { parsed, check, changed };
}

describe.skipIf(!hasOpenssl)('openssl cms -verify', () => {
  test.each(['ec-p256', 'ec-p384', 'rsa-2048'] as const)(
    'accepts our detached %s signature and its chain',
    async (algorithm) => {
      using folder = new OpensslFolder();
      const signer = algorithm === 'rsa-2048' ? rsa : await issue('person', chain.issuing, { algorithm });
      const cms = folder.write('cms.der', signContent(content, signer, [chain.issuing.certificate]));
      const root = folder.write('root.pem', pemEncode(chain.root.certificate, 'CERTIFICATE'));
      const args = (data: Uint8Array) => [
        ...['cms', '-verify', '-binary', '-cades', '-inform', 'DER', '-in', cms],
        ...['-content', folder.write('data', data), '-CAfile', root, '-attime', `${NOW.getTime() / 1000}`],
        ...['-out', folder.at('out')],
      ];
      folder.run(...args(content));
      expect(readFileSync(folder.at('out'))).toEqual(Buffer.from(content));
      expect(folder.runFailing(...args(content.with(0, 0)))).toMatch(/verification failure/i);
      expect(folder.run('asn1parse', '-inform', 'DER', '-in', cms)).toContain('signingCertificateV2');
    },
  );
});

describe.skipIf(!hasOpenssl)('signatures made by openssl cms -sign', () => {
  function sign(signer: Holder, ...options: string[]): Uint8Array {
    using folder = new OpensslFolder();
    const certificate = folder.write('signer.pem', pemEncode(signer.certificate, 'CERTIFICATE'));
    const key = folder.write('key.pem', pemEncode(signer.privateKey, 'PRIVATE KEY'));
    const data = folder.write('data', content);
    folder.run(
      ...['cms', '-sign', '-binary', '-in', data, '-signer', certificate, '-inkey', key],
      ...['-outform', 'DER', '-out', folder.at('cms.der'), ...options],
    );
    return new Uint8Array(readFileSync(folder.at('cms.der')));
  }

  test.each<[string, () => Holder, string[], string[]]>([
    ['RSA, with signing-time and without ESS', () => rsa, [], ['SIGNING_CERTIFICATE_MISSING']],
    ['RSA, CAdES', () => rsa, ['-cades'], []],
    ['ECDSA, CAdES over SHA-512', () => chain.signer, ['-cades', '-md', 'sha512'], []],
    ['RSASSA-PSS', () => rsa, ['-cades', '-keyopt', 'rsa_padding_mode:pss'], []],
    ['by subject key identifier', () => chain.signer, ['-cades', '-keyid'], []],
    ['SHA-1, flagged', () => rsa, ['-md', 'sha1'], ['WEAK_DIGEST', 'SIGNING_CERTIFICATE_MISSING']],
    ['RSA without signed attributes', () => rsa, ['-noattr'], ['SIGNING_CERTIFICATE_MISSING']],
    ['ECDSA without signed attributes', () => chain.signer, ['-noattr'], ['SIGNING_CERTIFICATE_MISSING']],
  ])('%s: intact, and changed content is noticed', (_, signer, options, reasons) => {
    const { check, changed } = verify(sign(signer(), ...options));
    expect(check).toEqual({ intact: true, reasons });
    expect(changed.intact).toBe(false);
  });

  test('signing-time is read where it stands', () => {
    const parsed = parseSignature(sign(rsa));
    expect(Math.abs((parsed.signingTime?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test('BER with indefinite lengths and a constructed octet string is read and verified', () => {
    const cms = sign(chain.signer, '-cades', '-stream');
    expect([...cms.subarray(0, 2)]).toEqual([0x30, 0x80]);
    const parsed = parseSignature(cms);
    expect(parsed.content).toEqual(content);
    expect(checkEncapsulated(parsed, content)).toEqual({ intact: true, reasons: [] });
    expect(checkEncapsulated(parsed, content.with(3, 0)).intact).toBe(false);
  });

  test('a detached signature rewritten with indefinite lengths stays intact', () => {
    expect(verify(inIndefiniteLengths(readElement(sign(chain.signer, '-cades')), 3)).check).toEqual({
      intact: true,
      reasons: [],
    });
  });

  test('the SHA-1 of the content encapsulated, as adbe.pkcs7.sha1 has it, is held against the content', () => {
    using folder = new OpensslFolder();
    const certificate = folder.write('signer.pem', pemEncode(rsa.certificate, 'CERTIFICATE'));
    const key = folder.write('key.pem', pemEncode(rsa.privateKey, 'PRIVATE KEY'));
    const data = folder.write('data', digestOf('SHA-1', content));
    const args = [
      '-in',
      data,
      '-signer',
      certificate,
      '-inkey',
      key,
      '-outform',
      'DER',
      '-out',
      folder.at('cms.der'),
    ];
    folder.run('cms', '-sign', '-binary', '-nodetach', ...args);
    const { check, changed } = verify(new Uint8Array(readFileSync(folder.at('cms.der'))));
    expect(check).toEqual({ intact: true, reasons: ['SIGNING_CERTIFICATE_MISSING', 'WEAK_DIGEST'] });
    expect(changed).toMatchObject({
      intact: false,
      reasons: expect.arrayContaining(['MESSAGE_DIGEST_MISMATCH']),
    });
  });

  test('without the content at hand a signature without attributes says so', () => {
    const parsed = parseSignature(sign(rsa, '-noattr'));
    const result = verifySignature(parsed, (algorithm) => digestOf(algorithm, content));
    expect(result).toMatchObject({ intact: false, reasons: expect.arrayContaining(['CONTENT_REQUIRED']) });
  });
});

/** BER: the outer levels of a DER value in indefinite lengths. */
function inIndefiniteLengths(element: Asn1Element, levels: number): Uint8Array {
  if (levels === 0 || (element.tag & 0x20) === 0) return element.raw;
  const children = childrenOf(element).map((child) => inIndefiniteLengths(child, levels - 1));
  return concat([Uint8Array.of(element.tag, 0x80), ...children, Uint8Array.of(0, 0)]);
}
