import { beforeAll, describe, expect, test } from 'vitest';
import { childrenOf, readElement } from '../asn1/element.ts';
import { boolean, encodeTag, integer, octetString, sequence } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { encodeSignedData } from '../cms/encode-signed-data.ts';
import { parseSignature } from '../cms/parse-signature.ts';
import { encodeSignedAttributes } from '../cms/signed-attributes.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { digestForKey, signWithKey } from '../keys/sign-with-key.ts';
import { NOW, POLICY, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { readTimestampResponse } from './read-timestamp-response.ts';
import { timestampRequest } from './timestamp-request.ts';
import { timestampResponse } from './timestamp-response.ts';

let chain: SampleChain;
beforeAll(async () => {
  chain = await sampleChain();
});

const ask = () =>
  timestampRequest({
    digest: digestOf('SHA-256', new TextEncoder().encode('signature value')),
    digestAlgorithm: 'SHA-256',
    nonce: Buffer.from('f00dfeed01020304', 'hex'),
  });

function answer(request: Uint8Array): Uint8Array {
  const tsa = { ...chain.tsa, chain: [chain.issuing.certificate] };
  const serialNumber = Buffer.from('01ab', 'hex');
  return timestampResponse({
    request,
    tsa,
    serialNumber,
    time: NOW,
    policy: POLICY,
    accuracySeconds: 1.0205,
  });
}

const coded = (code: string, rest: object = {}) => expect.objectContaining({ code, ...rest });

/** A response whose token signs any TSTInfo. */
function granting(info: Uint8Array): Uint8Array {
  const { certificate, privateKey, algorithm } = chain.tsa;
  const digestAlgorithm = digestForKey(algorithm);
  const signedAttributes = encodeSignedAttributes({
    contentType: OID.timestampInfo,
    digest: digestOf(digestAlgorithm, info),
    digestAlgorithm,
    certificate,
  });
  const token = encodeSignedData({
    contentType: OID.timestampInfo,
    content: info,
    signerCertificate: certificate,
    certificates: [certificate],
    signedAttributes,
    signature: signWithKey(privateKey, algorithm, signedAttributes),
    algorithm,
  });
  return sequence(sequence(integer(0)), token);
}

describe('the requester refuses a TSTInfo (RFC 3161 §2.4.2) with', () => {
  test('a critical extension that it does not know, but not one that it may pass over', () => {
    const extensions = (critical: boolean) =>
      encodeTag(
        0xa1,
        sequence(
          encodeTag(0x06, Buffer.from('2a0304', 'hex')),
          ...(critical ? [boolean(true)] : []),
          octetString(sequence()),
        ),
      );
    const request = ask();
    const { token } = readTimestampResponse({ response: answer(request), request });
    const fields = childrenOf(readElement(parseSignature(token).content ?? token)).map(({ raw }) => raw);
    const read = (...more: Uint8Array[]) =>
      readTimestampResponse({ response: granting(sequence(...fields, ...more)), request });
    expect(read(extensions(false)).info.criticalExtensions).toEqual([]);
    expect(() => read(extensions(true))).toThrow(
      coded('TIMESTAMP_UNTRUSTWORTHY', { message: expect.stringContaining('1.2.3.4') }),
    );
    expect(() => read(integer(7))).toThrow(coded('TIMESTAMP_INVALID'));
    expect(() => read(extensions(false), boolean(true))).toThrow(coded('TIMESTAMP_INVALID'));
  });

  test.each([
    ['a thousand milliseconds', sequence(encodeTag(0x80, Uint8Array.of(0x03, 0xe8)))],
    [
      'parts in the wrong order',
      sequence(encodeTag(0x81, Uint8Array.of(1)), encodeTag(0x80, Uint8Array.of(1))),
    ],
  ])('an accuracy of %s', (_, accuracy) => {
    const request = ask();
    const { token } = readTimestampResponse({ response: answer(request), request });
    const fields = childrenOf(readElement(parseSignature(token).content ?? token)).map(({ raw }) => raw);
    expect(() =>
      readTimestampResponse({ response: granting(sequence(...fields.with(5, accuracy))), request }),
    ).toThrow(coded('TIMESTAMP_INVALID'));
  });
});
