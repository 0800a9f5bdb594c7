import { randomBytes } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { beforeAll, describe, expect, test } from 'vitest';
import { childrenOf, readElement } from '../asn1/element.ts';
import { concat, encodeTag, setOf } from '../asn1/encode.ts';
import { type DigestAlgorithm, digestOf } from '../keys/digest-algorithm.ts';
import { signWithKey } from '../keys/sign-with-key.ts';
import { resign } from '../testing/resign.ts';
import { type Holder, issue, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { signContent } from '../testing/sign-content.ts';
import { assembleSignature } from './assemble-signature.ts';
import { parseSignature } from './parse-signature.ts';
import type { SignatureCheck } from './parsed-signature.ts';
import { signedAttributes } from './signed-attributes.ts';
import { verifySignature } from './verify-signature.ts';

const content = new TextEncoder().encode('甲方与乙方签订本合同。');

let chain: SampleChain;
beforeAll(async () => {
  chain = await sampleChain();
});

function check(cms: Uint8Array, over: Uint8Array = content): SignatureCheck {
  return verifySignature(
    parseSignature(cms),
    (algorithm) => digestOf(algorithm, over),
    () => over,
  );
}

/** Signs whatever attributes a test invents. */
function signAttributes(
  attributes: Uint8Array,
  certificates: Uint8Array[] = [chain.signer.certificate],
): Uint8Array {
  const signature = signWithKey(chain.signer.privateKey, 'ec-p256', attributes);
  return assembleSignature({ signedAttributes: attributes, signature, algorithm: 'ec-p256', certificates });
}

const sha256 = (data: Uint8Array) => digestOf('SHA-256', data);

const contentDigest = (algorithm: DigestAlgorithm) => digestOf(algorithm, content);

describe('PAdES signed attributes (EN 319 142-1 §6.3)', () => {
  test('are content-type, message-digest and signing-certificate-v2 only: no signing-time', () => {
    const cms = signContent(content, chain.signer);
    const parsed = parseSignature(cms);
    const oids = childrenOf(readElement(parsed.signedAttributes ?? new Uint8Array())).map(({ content: c }) =>
      Buffer.from(childrenOf({ tag: 0x30, raw: c, content: c })[0]?.content ?? []).toString('hex'),
    );
    expect(oids).toEqual(['2a864886f70d010903', '2a864886f70d010904', '2a864886f70d010910022f']);
    expect(parsed.signingTime).toBeUndefined();
    expect(parsed.signingCertificate).toEqual({
      version: 2,
      digestAlgorithm: 'SHA-256',
      digest: sha256(chain.signer.certificate),
    });
  });

  test('are a DER SET OF: in ascending order of their encodings (X.690 §11.6)', () => {
    const attributes = signedAttributes({
      digest: sha256(content),
      digestAlgorithm: 'SHA-256',
      certificate: chain.signer.certificate,
    });
    const members = childrenOf(readElement(attributes)).map(({ raw }) => raw);
    expect(members.toSorted(Buffer.compare)).toEqual(members);
  });

  test('go into the SignedData byte for byte', () => {
    const attributes = signedAttributes({
      digest: sha256(content),
      digestAlgorithm: 'SHA-256',
      certificate: chain.signer.certificate,
    });
    expect(parseSignature(signAttributes(attributes)).signedAttributes).toEqual(attributes);
  });

  test('a digest of the wrong length, or of another algorithm than the key signs over, is refused', async () => {
    const refused = expect.objectContaining({ code: 'CMS_INPUT_INVALID' });
    const input = { digestAlgorithm: 'SHA-256', certificate: chain.signer.certificate } as const;
    expect(() => signedAttributes({ ...input, digest: randomBytes(20) })).toThrow(refused);
    const p384 = await issue('person', chain.issuing, { algorithm: 'ec-p384' });
    const attributes = signedAttributes({ ...input, digest: randomBytes(32), certificate: p384.certificate });
    const signature = signWithKey(p384.privateKey, 'ec-p384', attributes);
    const parts = { signedAttributes: attributes, signature, algorithm: 'ec-p384' } as const;
    expect(() => assembleSignature({ ...parts, certificates: [p384.certificate] })).toThrow(refused);
    expect(() => assembleSignature({ ...parts, certificates: [] })).toThrow(refused);
  });
});

describe('SignedData (RFC 5652 §5)', () => {
  test.each([
    ['ec-p256', '06082a8648ce3d040302'],
    ['ec-p384', '06082a8648ce3d040303'],
    ['rsa-2048', '06092a864886f70d01010b0500'],
  ] as const)(
    '%s signatures name their algorithm as the RFCs want and verify',
    async (algorithm, identifier) => {
      const signer = await issue('person', chain.issuing, { algorithm });
      const cms = signContent(content, signer, [chain.issuing.certificate]);
      expect(check(cms)).toEqual({ intact: true, reasons: [] });
      const [, wrapper] = childrenOf(readElement(cms));
      const signedData = childrenOf(childrenOf(wrapper ?? readElement(cms))[0] ?? readElement(cms));
      const signerInfo = childrenOf(childrenOf(signedData.at(-1) ?? readElement(cms))[0] ?? readElement(cms));
      expect(Buffer.from(signerInfo[4]?.content ?? []).toString('hex')).toBe(identifier);
    },
  );

  test('certificates are embedded unchanged and in DER order, the signer found among them', () => {
    const all = [chain.signer, chain.issuing, chain.root].map(({ certificate }) => certificate);
    const parsed = parseSignature(signContent(content, chain.signer, all.slice(1)));
    expect(parsed.certificates).toEqual(all.toSorted(Buffer.compare));
    expect(parsed.signerCertificate).toEqual(chain.signer.certificate);
  });

  test('pkijs, an independent implementation, reads and verifies it', async () => {
    const cms = signContent(content, chain.signer, [chain.issuing.certificate]);
    const info = new pkijs.ContentInfo({ schema: asn1js.fromBER(cms).result });
    const signedData = new pkijs.SignedData({ schema: info.content });
    const ca = pkijs.Certificate.fromBER(chain.root.certificate);
    const result = await signedData.verify({
      signer: 0,
      data: content.slice().buffer,
      trustedCerts: [ca],
      checkChain: true,
      checkDate: new Date('2026-05-02T00:00:00Z'),
      extendedMode: true,
    });
    expect(result).toMatchObject({ signatureVerified: true, signerCertificateVerified: true });
  });
});

describe('checking (RFC 5652 §5.6)', () => {
  test('other content is noticed', () => {
    const cms = signContent(content, chain.signer);
    expect(check(cms, randomBytes(9))).toEqual({ intact: false, reasons: ['MESSAGE_DIGEST_MISMATCH'] });
  });

  test('any changed octet of the signature value or of the signed attributes is noticed', () => {
    const cms = signContent(content, chain.signer);
    const parsed = parseSignature(cms);
    for (const part of [parsed.signature, (parsed.signedAttributes ?? cms).subarray(2)]) {
      const start = Buffer.from(cms).indexOf(part);
      const at = start + part.length - 1;
      expect(check(cms.with(at, (cms[at] ?? 0) ^ 1)).intact).toBe(false);
    }
  });

  test('a signature taken over by another certificate with the same key is noticed (RFC 5035 §5)', () => {
    const substitute = resign(chain.signer.certificate, chain.root);
    const attributes = signedAttributes({
      digest: sha256(content),
      digestAlgorithm: 'SHA-256',
      certificate: chain.signer.certificate,
    });
    expect(check(signAttributes(attributes, [substitute]))).toEqual({
      intact: false,
      reasons: ['SIGNING_CERTIFICATE_MISMATCH'],
    });
  });

  test('of two certificates that answer to the signer identifier, the signed one is taken', () => {
    const twin = resign(chain.signer.certificate, chain.issuing);
    const attributes = signedAttributes({
      digest: sha256(content),
      digestAlgorithm: 'SHA-256',
      certificate: chain.signer.certificate,
    });
    const cms = signAttributes(attributes, [chain.signer.certificate, twin]);
    expect(parseSignature(cms).signerCertificate).toEqual(chain.signer.certificate);
  });

  test('signed attributes presented as the content itself are refused (content-type confusion)', () => {
    const genuine = parseSignature(signContent(content, chain.signer));
    const attributes = genuine.signedAttributes ?? new Uint8Array();
    const parsed = { ...genuine, signedAttributes: undefined, contentType: '1.2.840.113549.1.9.16.1.4' };
    const result = verifySignature(parsed, contentDigest, () => attributes);
    expect(result).toMatchObject({
      intact: false,
      reasons: expect.arrayContaining(['CONTENT_TYPE_MISMATCH']),
    });
  });

  test('a signer certificate that is not embedded leaves it unchecked', async () => {
    const stranger: Holder = await issue('person', chain.root);
    const parsed = parseSignature(signContent(content, chain.signer));
    const missing = { ...parsed, certificates: [stranger.certificate], signerCertificate: undefined };
    expect(verifySignature(missing, contentDigest).reasons).toContain('SIGNER_CERTIFICATE_MISSING');
  });
});

describe('reading', () => {
  const refused = expect.objectContaining({ code: 'CMS_INVALID' });

  test("the zero octets that fill a PDF's /Contents are no part of it; other octets are refused", () => {
    const cms = signContent(content, chain.signer);
    expect(check(concat([cms, new Uint8Array(500)])).intact).toBe(true);
    expect(() => parseSignature(concat([cms, new Uint8Array(3), Uint8Array.of(1)]))).toThrow(refused);
  });

  test('two signers, none, or an attribute that stands twice are refused', () => {
    const cms = signContent(content, chain.signer);
    const attributes = parseSignature(cms).signedAttributes ?? cms;
    const members = childrenOf(readElement(attributes)).map(({ raw }) => raw);
    const doubled = encodeTag(0x31, ...members, ...members);
    expect(() => parseSignature(signAttributesUnchecked(cms, doubled))).toThrow(refused);
    expect(() => parseSignature(withSigners(cms, 0))).toThrow(refused);
    expect(() => parseSignature(withSigners(cms, 2))).toThrow(refused);
  });

  test('nesting a million deep is refused at once', () => {
    const started = performance.now();
    expect(() => parseSignature(new Uint8Array(2_000_000).fill(0x30))).toThrow(refused);
    expect(() =>
      parseSignature(Uint8Array.from({ length: 2_000_000 }, (_, i) => (i % 2 ? 0x80 : 0x30))),
    ).toThrow(refused);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  test('digests we cannot compute are named unsupported, not broken', () => {
    const parsed = parseSignature(signContent(content, chain.signer));
    const unknown: DigestAlgorithm | undefined = undefined;
    const result = verifySignature({ ...parsed, digestAlgorithm: unknown }, contentDigest);
    expect(result).toEqual({ intact: false, reasons: ['ALGORITHM_UNSUPPORTED'] });
  });
});

/** The CMS with its SET of signers holding the one signer `count` times. */
function withSigners(cms: Uint8Array, count: number): Uint8Array {
  return rewriteSignedData(cms, (parts) => {
    const [signer] = childrenOf(readElement(parts.at(-1) ?? cms));
    return [...parts.slice(0, -1), setOf(...Array.from({ length: count }, () => signer?.raw ?? cms))];
  });
}

/** The CMS with other signed attributes under the old signature value. */
function signAttributesUnchecked(cms: Uint8Array, attributes: Uint8Array): Uint8Array {
  return rewriteSignedData(cms, (parts) => {
    const [signer] = childrenOf(readElement(parts.at(-1) ?? cms));
    const fields = childrenOf(signer ?? readElement(cms)).map(({ raw }, i) =>
      i === 3 ? encodeTag(0xa0, readElement(attributes).content) : raw,
    );
    return [...parts.slice(0, -1), setOf(encodeTag(0x30, ...fields))];
  });
}

function rewriteSignedData(cms: Uint8Array, rewrite: (parts: Uint8Array[]) => Uint8Array[]): Uint8Array {
  const [type, wrapper] = childrenOf(readElement(cms));
  const [signedData] = childrenOf(wrapper ?? readElement(cms));
  const parts = childrenOf(signedData ?? readElement(cms)).map(({ raw }) => raw);
  return encodeTag(0x30, type?.raw ?? cms, encodeTag(0xa0, encodeTag(0x30, ...rewrite(parts))));
}
