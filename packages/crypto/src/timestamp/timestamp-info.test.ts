import { beforeAll, describe, expect, test } from 'vitest';
import { boolean, encodeTag, integer, sequence } from '../asn1/encode.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { NOW, POLICY, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { infoFields, tokenOver, unknownExtension } from '../testing/timestamp-token.ts';
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
  return sequence(sequence(integer(0)), tokenOver(info, chain.tsa));
}

describe('the requester refuses a TSTInfo (RFC 3161 §2.4.2) with', () => {
  test('a critical extension that it does not know, but not one that it may pass over', () => {
    const request = ask();
    const { token } = readTimestampResponse({ response: answer(request), request });
    const fields = infoFields(token);
    const read = (...more: Uint8Array[]) =>
      readTimestampResponse({ response: granting(sequence(...fields, ...more)), request });
    expect(read(unknownExtension(false)).info.criticalExtensions).toEqual([]);
    expect(() => read(unknownExtension(true))).toThrow(
      coded('TIMESTAMP_UNTRUSTWORTHY', { message: expect.stringContaining('1.2.3.4') }),
    );
    expect(() => read(integer(7))).toThrow(coded('TIMESTAMP_INVALID'));
    expect(() => read(unknownExtension(false), boolean(true))).toThrow(coded('TIMESTAMP_INVALID'));
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
    const fields = infoFields(token);
    expect(() =>
      readTimestampResponse({ response: granting(sequence(...fields.with(5, accuracy))), request }),
    ).toThrow(coded('TIMESTAMP_INVALID'));
  });
});
