import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Asn1Element, childrenOf, readElement } from '../asn1/element.ts';
import { concat, encodeTag, inDerOrder, objectIdentifier, sequence, setOf } from '../asn1/encode.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { NOW, POLICY, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { timestampRequest } from '../timestamp/timestamp-request.ts';
import { timestampResponse } from '../timestamp/timestamp-response.ts';
import { assembleSignature } from './assemble-signature.ts';
import { signedAttributes } from './signed-attributes.ts';

const content = new TextEncoder().encode('甲方与乙方签订本合同。');

/** Assembling asks nothing of the value itself. */
const SIGNATURE = new Uint8Array(70).fill(0xa5);

let chain: SampleChain;
beforeAll(async () => {
  chain = await sampleChain();
});

function attributesFor(certificate: Uint8Array): Uint8Array {
  return signedAttributes({ digest: digestOf('SHA-256', content), digestAlgorithm: 'SHA-256', certificate });
}

function assemble(
  certificates: Uint8Array[],
  attributes: Uint8Array,
  timestampToken?: Uint8Array,
): Uint8Array {
  return assembleSignature({
    signedAttributes: attributes,
    signature: SIGNATURE,
    algorithm: 'ec-p256',
    certificates,
    ...(timestampToken && { timestampToken }),
  });
}

/** The value at a path of child positions. */
function at(der: Uint8Array, ...path: number[]): Asn1Element {
  return path.reduce((element, position) => {
    const child = childrenOf(element).at(position);
    if (!child) throw new Error(`no child ${position}`);
    return child;
  }, readElement(der));
}

const CERTIFICATES = [1, 0, 3];
const SIGNER_INFO = [1, 0, -1, 0];
const SIGNER_ID = [...SIGNER_INFO, 1];
const SIGNED_ATTRIBUTES = [...SIGNER_INFO, 3];

/** A length as other software may write it: in more octets than it needs. */
function withLongLength(tag: number, value: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(tag, 0x82, value.length >> 8, value.length & 0xff), value]);
}

const nameAttribute = fc
  .record({
    oid: fc.constantFrom(
      '2.5.4.3',
      '2.5.4.10',
      '2.5.4.97',
      '0.9.2342.19200300.100.1.25',
      '1.2.156.10260.4.1.1',
    ),
    tag: fc.constantFrom(0x0c, 0x13, 0x14, 0x16, 0x1e),
    value: fc.uint8Array({ maxLength: 40 }),
    isLong: fc.boolean(),
  })
  .map(({ oid, tag, value, isLong }) =>
    sequence(objectIdentifier(oid), isLong ? withLongLength(tag, value) : encodeTag(tag, value)),
  );

/** Names of one or several RDNs, some of several attributes, in any string type and in any octets. */
const names = fc
  .array(fc.array(nameAttribute, { minLength: 1, maxLength: 3 }), { maxLength: 4 })
  .map((rdns) => sequence(...rdns.map((rdn) => setOf(...rdn))));

const serialNumbers = fc
  .uint8Array({ minLength: 1, maxLength: 20 })
  .map((octets) => encodeTag(0x02, octets)); /* also negative ones and with needless zeros */

/** The signer's certificate as another CA might have issued it. The signature in it isn't looked at here. */
function issuedBy(issuer: Uint8Array, serialNumber: Uint8Array, isLong: boolean): Uint8Array {
  const [tbs, ...rest] = childrenOf(readElement(chain.signer.certificate));
  const fields = (tbs ? childrenOf(tbs) : []).map(({ raw }, index) => {
    if (index === 1) return serialNumber;
    return index === 3 ? issuer : raw;
  });
  const parts = concat([sequence(...fields), ...rest.map(({ raw }) => raw)]);
  return isLong ? withLongLength(0x30, parts) : encodeTag(0x30, parts);
}

describe('octets that others signed or compare go into the SignedData unchanged', () => {
  test('certificates, and the signer identifier made of one', () => {
    fc.assert(
      fc.property(names, serialNumbers, fc.boolean(), (issuer, serialNumber, isLong) => {
        const certificate = issuedBy(issuer, serialNumber, isLong);
        const all = [certificate, chain.issuing.certificate, chain.root.certificate];
        const cms = assemble(all, attributesFor(certificate));
        const embedded = childrenOf(at(cms, ...CERTIFICATES)).map(({ raw }) => raw);
        expect(embedded.map(hex)).toEqual(inDerOrder(all).map(hex));
        expect(hex(at(cms, ...SIGNER_ID).raw)).toBe(hex(sequence(issuer, serialNumber)));
      }),
      { numRuns: 60 },
    );
  });

  test('signed attributes, whatever values they have', () => {
    const members = fc.uniqueArray(
      fc.record({
        arc: fc.nat(),
        value: fc.uint8Array({ maxLength: 300 }),
        tag: fc.constantFrom(4, 0x0c, 0x18),
      }),
      { maxLength: 6, selector: ({ arc }) => arc },
    );
    fc.assert(
      fc.property(members, fc.boolean(), (invented, isLong) => {
        const others = invented.map(({ arc, value, tag }) =>
          sequence(
            objectIdentifier(`1.3.6.1.4.1.${arc}`),
            setOf(isLong ? withLongLength(tag, value) : encodeTag(tag, value)),
          ),
        );
        const own = childrenOf(readElement(attributesFor(chain.signer.certificate))).map(({ raw }) => raw);
        const signed = setOf(...own, ...others);
        const { tag, content: embedded } = at(
          assemble([chain.signer.certificate], signed),
          ...SIGNED_ATTRIBUTES,
        );
        expect(tag).toBe(0xa0);
        expect(hex(encodeTag(0x31, embedded))).toBe(hex(signed));
      }),
      { numRuns: 60 },
    );
  });

  test('a timestamp token, even one in BER with indefinite lengths, which spread to nothing around it', () => {
    const der = timestampToken();
    const ber = inIndefiniteLengths(readElement(der));
    const [inDerForm, inBerForm] = [der, ber].map((token) =>
      assemble([chain.signer.certificate], attributesFor(chain.signer.certificate), token),
    );
    const expected = replaced(readElement(inDerForm ?? der), der, ber);
    expect(hex(inBerForm ?? ber)).toBe(hex(expected));
    expect(hex(expected)).toContain(hex(ber));
  });
});

describe('all that is written here is DER (X.690 §10)', () => {
  test('a signature with certificates and timestamp token', () => {
    const all = [chain.signer, chain.issuing, chain.root].map(({ certificate }) => certificate);
    const cms = assemble(all, attributesFor(chain.signer.certificate), timestampToken());
    expect(hex(inDer(readElement(cms)))).toBe(hex(cms));
  });

  test.each(['ec-p256', 'rsa-2048'] as const)('%s: algorithm parameters are absent or NULL', (algorithm) => {
    const attributes = attributesFor(chain.signer.certificate);
    const cms = assembleSignature({
      signedAttributes: attributes,
      signature: SIGNATURE,
      algorithm,
      certificates: [chain.signer.certificate],
    });
    expect(hex(at(cms, ...SIGNER_INFO, 2).raw)).toBe('300b0609608648016503040201');
    expect(hex(at(cms, ...SIGNER_INFO, 4).raw)).toBe(
      algorithm === 'ec-p256' ? '300a06082a8648ce3d040302' : '300d06092a864886f70d01010b0500',
    );
  });

  test('a token encapsulates its TSTInfo in one primitive octet string, as version 3', () => {
    const token = timestampToken();
    expect(hex(inDer(readElement(token)))).toBe(hex(token));
    expect(at(token, 1, 0, 2, 1, 0).tag).toBe(0x04);
    expect(hex(at(token, 1, 0, 0).raw)).toBe('020103');
  });
});

function timestampToken(): Uint8Array {
  const request = timestampRequest({ digest: digestOf('SHA-256', SIGNATURE), digestAlgorithm: 'SHA-256' });
  const response = timestampResponse({
    request,
    tsa: { ...chain.tsa, chain: [chain.issuing.certificate] },
    serialNumber: Uint8Array.of(1),
    time: NOW,
    policy: POLICY,
  });
  return at(response, 1).raw;
}

function isConstructed({ tag }: Asn1Element): boolean {
  return (tag & 0x20) !== 0;
}

/** The value written again by our own writer: shortest lengths, sets in order. */
function inDer(element: Asn1Element): Uint8Array {
  if (!isConstructed(element)) return encodeTag(element.tag, element.content);
  const children = childrenOf(element).map(inDer);
  return encodeTag(element.tag, ...(element.tag === 0x31 ? inDerOrder(children) : children));
}

/** BER: the value and all constructed ones in it in indefinite lengths. */
function inIndefiniteLengths(element: Asn1Element): Uint8Array {
  if (!isConstructed(element)) return element.raw;
  const children = childrenOf(element).map(inIndefiniteLengths);
  return concat([Uint8Array.of(element.tag, 0x80), ...children, Uint8Array.of(0, 0)]);
}

/** The value with `part`, wherever it stands inside, replaced and the lengths around it adjusted. */
function replaced(element: Asn1Element, part: Uint8Array, by: Uint8Array): Uint8Array {
  if (Buffer.compare(element.raw, part) === 0) return by;
  if (!isConstructed(element)) return element.raw;
  return encodeTag(element.tag, ...childrenOf(element).map((child) => replaced(child, part, by)));
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
