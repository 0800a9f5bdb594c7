import { sm2, sm3 } from 'sm-crypto-v2';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Asn1Element, childrenOf, readElement } from '../asn1/element.ts';
import { encodeTag, inDerOrder, objectIdentifier, octetString, sequence, setOf } from '../asn1/encode.ts';
import { digestIdentifier, digestOf } from '../keys/digest-algorithm.ts';
import { signWithKey } from '../keys/sign-with-key.ts';
import { hasOpenssl, OpensslFolder } from '../testing/openssl.ts';
import { type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { signContent } from '../testing/sign-content.ts';
import { pemEncode } from '../x509/pem.ts';
import { assembleSignature } from './assemble-signature.ts';
import { parseSignature } from './parse-signature.ts';
import { signedAttributes } from './signed-attributes.ts';
import { verifySignature } from './verify-signature.ts';

const content = new TextEncoder().encode('甲方与乙方签订本合同。');
const hex = (octets: Uint8Array | undefined) => Buffer.from(octets ?? []).toString('hex');

const SM3_IDENTIFIER = '300a06082a811ccf55018311';
const SM2_WITH_SM3 = '300a06082a811ccf55018375';

let chain: SampleChain;
let classic: SampleChain;
let cms: Uint8Array;
beforeAll(async () => {
  [chain, classic] = [await sampleChain('sm2'), await sampleChain()];
  cms = signContent(content, chain.signer, [chain.issuing.certificate]);
});

function check(der: Uint8Array, data = content) {
  return verifySignature(
    parseSignature(der),
    (algorithm) => digestOf(algorithm, data),
    () => data,
  );
}

function signerInfo(der: Uint8Array): Asn1Element[] {
  const [, wrapper] = childrenOf(readElement(der));
  const signedData = wrapper && childrenOf(wrapper)[0];
  const infos = signedData && childrenOf(signedData).at(-1);
  const info = infos && childrenOf(infos)[0];
  return info ? childrenOf(info) : [];
}

describe('an SM2 signature in CMS', () => {
  test('is SignedData of RFC 5652 that names SM3 and SM2-with-SM3, both without parameters', () => {
    expect(hex(cms)).toContain('06092a864886f70d010702');
    const [, , digestAlgorithm, , signatureAlgorithm] = signerInfo(cms);
    expect(hex(digestAlgorithm?.raw)).toBe(SM3_IDENTIFIER);
    expect(hex(signatureAlgorithm?.raw)).toBe(SM2_WITH_SM3);
    expect(parseSignature(cms)).toMatchObject({
      isNational: false,
      digestAlgorithm: 'SM3',
      scheme: { family: 'sm2', digest: 'SM3' },
      signingTime: undefined,
    });
  });

  test('binds the certificate by SM3 in signing-certificate-v2, which names the digest (RFC 5035 §4)', () => {
    const { signingCertificate, signedAttributes: attributes } = parseSignature(cms);
    expect(signingCertificate).toEqual({
      version: 2,
      digestAlgorithm: 'SM3',
      digest: new Uint8Array(Buffer.from(sm3(chain.signer.certificate), 'hex')),
    });
    expect(hex(attributes)).toContain(`${SM3_IDENTIFIER}0420${sm3(chain.signer.certificate)}`);
  });

  test('holds, and no changed content, attribute or signature value passes', () => {
    expect(check(cms)).toEqual({ intact: true, reasons: [] });
    expect(check(cms, content.with(0, 0)).reasons).toEqual(['MESSAGE_DIGEST_MISMATCH']);
    const { signature, signedAttributes: attributes } = parseSignature(cms);
    for (const part of [signature, (attributes ?? cms).subarray(2)]) {
      const at = Buffer.from(cms).indexOf(part) + part.length - 1;
      expect(check(cms.with(at, (cms[at] ?? 0) ^ 1)).intact).toBe(false);
    }
  });

  test('needs the SM3 digest of its content', () => {
    const digest = digestOf('SHA-256', content);
    const certificate = chain.signer.certificate;
    // Both digests have 32 octets, so it is the name that tells them apart.
    const attributes = signedAttributes({ digest, digestAlgorithm: 'SM3', certificate });
    const signature = signWithKey(chain.signer.privateKey, 'sm2', attributes);
    const wrong = assembleSignature({
      signedAttributes: attributes,
      signature,
      algorithm: 'sm2',
      certificates: [certificate],
    });
    expect(check(wrong).reasons).toEqual(['MESSAGE_DIGEST_MISMATCH']);
  });

  test('made by another key, or named SM2 over a P-256 certificate, is refused', () => {
    const attributes = parseSignature(cms).signedAttributes ?? cms;
    const assemble = (certificate: Uint8Array, signature: Uint8Array) =>
      check(
        assembleSignature({
          signedAttributes: attributes,
          signature,
          algorithm: 'sm2',
          certificates: [certificate],
        }),
      );
    const stranger = signWithKey(chain.tsa.privateKey, 'sm2', attributes);
    expect(assemble(chain.signer.certificate, stranger).reasons).toEqual(['SIGNATURE_VALUE_WRONG']);
    const p256 = signWithKey(classic.signer.privateKey, 'ec-p256', attributes);
    expect(assemble(classic.signer.certificate, p256).reasons).toContain('SIGNATURE_VALUE_WRONG');
  });
});

/** The same parts under other identifiers: content type, digest and signature algorithm are swapped as given. */
function renamed(der: Uint8Array, swaps: [from: string, to: string][]): Uint8Array {
  const rewrite = (element: Asn1Element): Uint8Array => {
    const swap = swaps.find(([from]) => hex(element.raw) === from);
    if (swap) return Buffer.from(swap[1], 'hex');
    if ((element.tag & 0x20) === 0) return element.raw;
    const children = childrenOf(element).map(rewrite);
    return encodeTag(element.tag, ...(element.tag === 0x31 ? inDerOrder(children) : children));
  };
  return rewrite(readElement(der));
}

describe('SignedData of GB/T 35275', () => {
  const identifier = (oid: string) => hex(objectIdentifier(oid));
  const CMS_TO_NATIONAL: [string, string][] = [
    [identifier('1.2.840.113549.1.7.2'), identifier('1.2.156.10197.6.1.4.2.2')],
    [identifier('1.2.840.113549.1.7.1'), identifier('1.2.156.10197.6.1.4.2.1')],
    [SM2_WITH_SM3, hex(sequence(objectIdentifier('1.2.156.10197.1.301.1')))],
  ];

  /** As its signers mostly write it: no attributes, the signature over the content itself. */
  function withoutAttributes(): Uint8Array {
    const signature = signWithKey(chain.signer.privateKey, 'sm2', content);
    const rewrite = (element: Asn1Element): Uint8Array => {
      if (element.tag !== 0x30) return element.raw;
      const fields = childrenOf(element);
      if (fields[3]?.tag !== 0xa0 || hex(fields[2]?.raw) !== SM3_IDENTIFIER) {
        return encodeTag(element.tag, ...fields.map((field) => deep(field)));
      }
      const [version, id, digest, , scheme] = fields.map(({ raw }) => raw);
      return sequence(
        ...[version, id, digest, scheme].filter((part) => part !== undefined),
        octetString(signature),
      );
    };
    const deep = (element: Asn1Element): Uint8Array =>
      element.tag === 0x31 || element.tag === 0xa0
        ? encodeTag(element.tag, ...childrenOf(element).map(rewrite))
        : rewrite(element);
    return renamed(rewrite(readElement(cms)), CMS_TO_NATIONAL);
  }

  test('is read and checked, and told apart from CMS', () => {
    const der = withoutAttributes();
    expect(parseSignature(der)).toMatchObject({
      isNational: true,
      signedAttributes: undefined,
      scheme: { family: 'sm2', digest: undefined },
    });
    expect(check(der)).toEqual({ intact: true, reasons: ['SIGNING_CERTIFICATE_MISSING'] });
    expect(check(der, content.with(3, 0)).reasons).toContain('SIGNATURE_VALUE_WRONG');
  });

  test('takes no content type of CMS, nor CMS one of it', () => {
    const inside = CMS_TO_NATIONAL.slice(1, 2);
    const back = inside.map(([from, to]): [string, string] => [to, from]);
    expect(check(renamed(withoutAttributes(), back)).reasons).toContain('CONTENT_TYPE_MISMATCH');
    expect(check(renamed(cms, inside)).intact).toBe(false);
  });
});

test('the SM3 identifier that says "without a key" (GB/T 33560) is SM3 too', () => {
  const withoutKey = hex(sequence(objectIdentifier('1.2.156.10197.1.401.1')));
  const der = renamed(cms, [[hex(digestIdentifier('SM3')), withoutKey]]);
  // In the signed attributes it is another octet string, so that only the reading is looked at here.
  expect(parseSignature(der).digestAlgorithm).toBe('SM3');
});

test('an SM2 value beside a digest that isn’t SM3 is a mismatch', () => {
  const sha256 = hex(digestIdentifier('SHA-256'));
  const { reasons, intact } = check(renamed(cms, [[SM3_IDENTIFIER, sha256]]));
  expect(intact).toBe(false);
  expect(reasons).toContain('ALGORITHM_MISMATCH');
});

describe('other software over the signed attributes', () => {
  const parts = () => {
    const { signature, signedAttributes: attributes = new Uint8Array() } = parseSignature(cms);
    return { signature, attributes };
  };

  test('sm-crypto-v2 accepts the signature value', () => {
    const { signature, attributes } = parts();
    const point = hex(chain.signer.publicKey.subarray(-65));
    const verify = (data: Uint8Array) =>
      sm2.doVerifySignature(data, hex(signature), point, { der: true, hash: true });
    expect(verify(attributes)).toBe(true);
    expect(verify(attributes.with(-1, (attributes.at(-1) ?? 0) ^ 1))).toBe(false);
  });

  // `openssl cms` takes no identity, so its parts are checked one by one.
  test.skipIf(!hasOpenssl)(
    'openssl accepts the signature value and finds the digests in the attributes',
    () => {
      using folder = new OpensslFolder();
      const { signature, attributes } = parts();
      const key = folder.write('key.pem', pemEncode(chain.signer.publicKey, 'PUBLIC KEY'));
      const file = folder.write('attributes', attributes);
      const value = folder.write('signature', signature);
      expect(
        folder.run(
          ...['pkeyutl', '-verify', '-pubin', '-inkey', key, '-sigfile', value, '-in', file, '-rawin'],
          ...['-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'],
        ),
      ).toMatch(/Verified Successfully/);
      for (const data of [content, chain.signer.certificate]) {
        const [digest = ''] = folder.run('dgst', '-sm3', '-r', folder.write('data', data)).split(' ');
        expect(hex(attributes)).toContain(digest);
      }
      expect(
        folder.run('cms', '-cmsout', '-print', '-inform', 'DER', '-in', folder.write('cms', cms)),
      ).toMatch(/algorithm: SM2-with-SM3/);
    },
  );
});

test('attributes over SM3 are a SET OF in DER order', () => {
  const attributes = parseSignature(cms).signedAttributes ?? cms;
  const members = childrenOf(readElement(attributes)).map(({ raw }) => raw);
  expect(hex(attributes)).toBe(hex(setOf(...members)));
});
