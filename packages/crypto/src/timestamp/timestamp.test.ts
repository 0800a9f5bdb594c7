import { randomBytes } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { beforeAll, describe, expect, test } from 'vitest';
import { boolean, encodeTag, integer, octetString, sequence } from '../asn1/encode.ts';
import { parseSignature } from '../cms/parse-signature.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { type Holder, issue, NOW, POLICY, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { signContent } from '../testing/sign-content.ts';
import { infoFields, tokenOver, unknownExtension } from '../testing/timestamp-token.ts';
import { encodeImprint } from './message-imprint.ts';
import { readTimestampResponse } from './read-timestamp-response.ts';
import { encodeTimestampInfo } from './timestamp-info.ts';
import { type TimestampRequestInput, timestampRequest } from './timestamp-request.ts';
import { type TimestampResponseInput, timestampRefusal, timestampResponse } from './timestamp-response.ts';
import { verifyTimestampToken } from './verify-timestamp-token.ts';

const stamped = new TextEncoder().encode('signature value');
const digest = digestOf('SHA-256', stamped);
const nonce = Buffer.from('f00dfeed01020304', 'hex');
const time = new Date(NOW.getTime() + 120);

let chain: SampleChain;
beforeAll(async () => {
  chain = await sampleChain();
});

function ask(overrides: Partial<TimestampRequestInput> = {}): Uint8Array {
  return timestampRequest({ digest, digestAlgorithm: 'SHA-256', nonce, ...overrides });
}

function answer(
  request: Uint8Array,
  overrides: Partial<TimestampResponseInput> = {},
  tsa: Holder = chain.tsa,
): Uint8Array {
  return timestampResponse({
    request,
    tsa: { ...tsa, chain: [chain.issuing.certificate] },
    serialNumber: Buffer.from('01ab', 'hex'),
    time,
    policy: POLICY,
    accuracySeconds: 1.0205,
    ...overrides,
  });
}

const coded = (code: string, rest: object = {}) => expect.objectContaining({ code, ...rest });

describe('a granted timestamp', () => {
  test('says time to the millisecond, accuracy, policy, serial number, imprint and nonce', () => {
    const request = ask();
    const { info } = readTimestampResponse({ response: answer(request), request });
    expect(info).toEqual({
      time,
      accuracySeconds: 1.0205,
      policy: POLICY,
      serialNumber: '01ab',
      digestAlgorithm: 'SHA-256',
      digest,
      nonce: 'f00dfeed01020304',
      ordering: false,
      authority: expect.objectContaining({ commonName: '样例 tsa', country: 'CN' }),
      criticalExtensions: [],
    });
  });

  test.each(['ec-p256', 'ec-p384', 'rsa-2048'] as const)(
    'by an %s key is intact over what it stamps and nothing else',
    async (algorithm) => {
      const tsa = await issue('tsa', chain.issuing, { algorithm });
      const request = ask();
      const { token } = readTimestampResponse({ response: answer(request, {}, tsa), request });
      expect(verifyTimestampToken(token, (name) => digestOf(name, stamped))).toMatchObject({
        intact: true,
        reasons: [],
        time,
        tsaCertificate: tsa.certificate,
      });
      expect(verifyTimestampToken(token, (name) => digestOf(name, digest))).toMatchObject({
        intact: false,
        reasons: ['IMPRINT_MISMATCH'],
      });
    },
  );

  test('names its certificate in the signed attributes (RFC 5816)', () => {
    const request = ask();
    const { token } = readTimestampResponse({ response: answer(request), request });
    expect(parseSignature(token).signingCertificate?.digest).toEqual(
      digestOf('SHA-256', chain.tsa.certificate),
    );
  });

  test('brings certificates only when asked (certReq)', () => {
    const withCertificates = answer(ask());
    const without = answer(ask({ certReq: false }));
    expect(Buffer.from(withCertificates).includes(Buffer.from(chain.tsa.certificate))).toBe(true);
    expect(Buffer.from(without).includes(Buffer.from(chain.tsa.certificate))).toBe(false);
  });

  test('stands in a signature as its unsigned attribute and fits the signature value', () => {
    const stamp = (signature: Uint8Array) => {
      const request = ask({ digest: digestOf('SHA-256', signature) });
      return readTimestampResponse({ response: answer(request), request }).token;
    };
    const parsed = parseSignature(signContent(stamped, chain.signer, [], stamp));
    expect(parsed.unsignedAttributes).toEqual(['1.2.840.113549.1.9.16.2.14']);
    const token = parsed.timestampToken ?? new Uint8Array();
    expect(verifyTimestampToken(token, (name) => digestOf(name, parsed.signature)).intact).toBe(true);
  });

  test('pkijs, an independent implementation, reads the response and verifies the token', async () => {
    const response = pkijs.TimeStampResp.fromBER(answer(ask()));
    expect(response.status.status).toBe(0);
    const signedData = new pkijs.SignedData({ schema: response.timeStampToken?.content });
    const trustedCerts = [pkijs.Certificate.fromBER(chain.root.certificate)];
    const data = stamped.slice().buffer;
    expect(await signedData.verify({ signer: 0, trustedCerts, data })).toBe(true);
    const content = signedData.encapContentInfo.eContent?.getValue() ?? new ArrayBuffer();
    const info = new pkijs.TSTInfo({ schema: asn1js.fromBER(content).result });
    expect(info.genTime).toEqual(time);
    expect(info.accuracy).toMatchObject({ seconds: 1, millis: 20, micros: 500 });
  });
});

describe('an authority that cannot stamp says why', () => {
  test.each([
    ['timeNotAvailable', true],
    ['systemFailure', true],
  ] as const)('%s, which may pass', (reason, retryable) => {
    const response = timestampRefusal(reason, 'The clock is being checked.');
    expect(() => readTimestampResponse({ response, request: ask() })).toThrow(
      coded('TIMESTAMP_REJECTED', {
        retryable,
        message: `The timestamp authority refused: ${reason}; The clock is being checked..`,
      }),
    );
  });
});

describe('the authority rejects, with PKIFailureInfo (RFC 3161 §2.4.2)', () => {
  const sha1Imprint = sequence(
    sequence(encodeTag(0x06, Buffer.from('2b0e03021a', 'hex'))),
    octetString(new Uint8Array(20)),
  );
  const sha256Parts = (length: number) => [
    sequence(encodeTag(0x06, Buffer.from('608648016503040201', 'hex'))),
    octetString(new Uint8Array(length)),
  ];
  const imprint = (length: number) => sequence(...sha256Parts(length));

  test.each<[string, () => Uint8Array, string]>([
    ['random octets', () => randomBytes(50), 'badDataFormat'],
    [
      'an overlong request',
      () => sequence(integer(1), imprint(32), octetString(new Uint8Array(5000))),
      'badDataFormat',
    ],
    ['a digest of the wrong length', () => sequence(integer(1), imprint(31)), 'badDataFormat'],
    ['SHA-1', () => sequence(integer(1), sha1Imprint), 'badAlg'],
    [
      'an imprint with a field too many',
      () => sequence(integer(1), sequence(...sha256Parts(32), integer(1))),
      'badDataFormat',
    ],
    [
      'a field out of its order',
      () => sequence(integer(1), imprint(32), boolean(true), integer(5)),
      'badDataFormat',
    ],
    ['another version', () => sequence(integer(2), imprint(32)), 'badRequest'],
    ['a foreign policy', () => ask({ policy: '1.2.3.4' }), 'unacceptedPolicy'],
    [
      'a request extension',
      () => sequence(integer(1), imprint(32), boolean(true), encodeTag(0xa0, sequence())),
      'unacceptedExtension',
    ],
  ])('%s', (_, request, failure) => {
    const response = answer(request());
    expect(() => readTimestampResponse({ response, request: ask() })).toThrow(
      coded('TIMESTAMP_REJECTED', { message: expect.stringContaining(failure), retryable: false }),
    );
  });

  test('its own serial number must be positive and at most 160 bits', () => {
    expect(() => answer(ask(), { serialNumber: new Uint8Array(4) })).toThrow(
      coded('TIMESTAMP_INPUT_INVALID'),
    );
    expect(() => answer(ask(), { serialNumber: new Uint8Array(21).fill(1) })).toThrow(
      coded('TIMESTAMP_INPUT_INVALID'),
    );
  });
});

test('a token over no octets at all stamps nothing, even for who knows no digest to compare', () => {
  const info = encodeTimestampInfo({
    policy: POLICY,
    imprint: encodeImprint('SHA-384', new Uint8Array()),
    serialNumber: Uint8Array.of(1),
    time,
    accuracySeconds: undefined,
    nonce: undefined,
    authority: new Uint8Array(),
  });
  const token = tokenOver(info, chain.tsa);
  const check = verifyTimestampToken(token, (asked) => (asked === 'SHA-256' ? digest : new Uint8Array()));
  expect(check).toMatchObject({ intact: false, reasons: ['IMPRINT_MISMATCH'] });
});

test('a token with a critical extension that nobody knows is not relied upon (RFC 3161 §2.4.2)', () => {
  const request = ask();
  const { token } = readTimestampResponse({ response: answer(request), request });
  const check = (critical: boolean) => {
    const info = sequence(...infoFields(token), unknownExtension(critical));
    return verifyTimestampToken(tokenOver(info, chain.tsa), (name) => digestOf(name, stamped));
  };
  expect(check(false)).toMatchObject({ intact: true, reasons: [] });
  expect(check(true)).toMatchObject({ intact: false, reasons: ['TIMESTAMP_EXTENSION_UNKNOWN'] });
});

describe('the requester refuses (RFC 3161 §2.2)', () => {
  test('an answer to another digest, nonce or policy', () => {
    const request = ask({ policy: POLICY });
    const others = [
      ask({ digest: digestOf('SHA-256', nonce) }),
      ask({ digest: digestOf('SHA-512', stamped), digestAlgorithm: 'SHA-512' }),
      ask({ nonce: Buffer.from('0a', 'hex') }),
    ];
    for (const other of others) {
      expect(() => readTimestampResponse({ response: answer(other), request })).toThrow(
        coded('TIMESTAMP_MISMATCH'),
      );
    }
    const response = answer(ask(), { policy: '1.2.3.4' });
    expect(() => readTimestampResponse({ response, request })).toThrow(coded('TIMESTAMP_MISMATCH'));
  });

  test('a replayed answer without the nonce', () => {
    const response = answer(timestampRequest({ digest, digestAlgorithm: 'SHA-256' }));
    expect(() => readTimestampResponse({ response, request: ask() })).toThrow(coded('TIMESTAMP_MISMATCH'));
  });

  test('a token whose signature was changed', () => {
    const response = answer(ask());
    const changed = response.with(-1, (response.at(-1) ?? 0) ^ 1);
    expect(() => readTimestampResponse({ response: changed, request: ask() })).toThrow(
      coded('TIMESTAMP_UNTRUSTWORTHY'),
    );
  });

  test('a certificate that is not for timestamping, or was not valid at the stamped time', () => {
    const signer = answer(ask(), {}, chain.signer);
    expect(() => readTimestampResponse({ response: signer, request: ask() })).toThrow(
      coded('TIMESTAMP_UNTRUSTWORTHY'),
    );
    const late = answer(ask(), { time: new Date('2040-01-01T00:00:00Z') });
    expect(() => readTimestampResponse({ response: late, request: ask() })).toThrow(
      coded('TIMESTAMP_UNTRUSTWORTHY'),
    );
  });

  test('a token without the certificate it asked for', () => {
    const response = answer(ask({ certReq: false }));
    expect(() => readTimestampResponse({ response, request: ask() })).toThrow(
      coded('TIMESTAMP_UNTRUSTWORTHY'),
    );
  });

  test('what is no response; and says when trying again may help', () => {
    expect(() => readTimestampResponse({ response: randomBytes(40), request: ask() })).toThrow(
      coded('TIMESTAMP_INVALID'),
    );
    const granted = sequence(sequence(integer(0)));
    expect(() => readTimestampResponse({ response: granted, request: ask() })).toThrow(
      coded('TIMESTAMP_INVALID'),
    );
    const timeNotAvailable = sequence(sequence(integer(2), encodeTag(0x03, Buffer.from('010002', 'hex'))));
    expect(() => readTimestampResponse({ response: timeNotAvailable, request: ask() })).toThrow(
      coded('TIMESTAMP_REJECTED', { retryable: true }),
    );
  });

  test('a request of its own with a digest of the wrong length', () => {
    expect(() => ask({ digest: digest.subarray(1) })).toThrow(coded('TIMESTAMP_INPUT_INVALID'));
  });
});

test('a CMS that is no timestamp token is refused as one', () => {
  const cms = signContent(stamped, chain.signer);
  expect(() => verifyTimestampToken(cms, () => digest)).toThrow(coded('TIMESTAMP_INVALID'));
});
