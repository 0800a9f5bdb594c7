import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { childrenOf, readElement } from '../asn1/element.ts';
import { boolean, integer, objectIdentifier, octetString, sequence, tagged } from '../asn1/encode.ts';
import { ocspOf } from '../testing/ocsp.ts';
import { resign } from '../testing/resign.ts';
import { resignOcsp } from '../testing/resign-ocsp.ts';
import {
  crlOf,
  daysFromNow,
  type Holder,
  issue,
  type SampleChain,
  sampleChain,
  serialOf,
} from '../testing/sample-chain.ts';
import { describeCertificate } from '../x509/describe-certificate.ts';
import { ocspRequest, readOcspRequest } from './ocsp-request.ts';
import { asksAbout } from './ocsp-response.ts';
import { parseOcspResponse } from './parsed-ocsp-response.ts';
import { describeOcspResponse, type OcspReadInput, readOcspResponse } from './read-ocsp-response.ts';
import { ocspFailure } from './response-status.ts';

const NONCE = new Uint8Array(32).fill(7);

let chain: SampleChain;
let responder: Holder;
beforeAll(async () => {
  chain = await sampleChain();
  responder = await issue('ocsp-responder', chain.issuing);
});

/** Reads an answer about the sample signer, an hour after it was made. */
function read(response: Uint8Array, overrides: Partial<OcspReadInput> = {}) {
  return readOcspResponse({
    response,
    certificate: chain.signer.certificate,
    issuer: chain.issuing.certificate,
    now: daysFromNow(1.04),
    ...overrides,
  });
}

const answer = (...[subject, by, options]: [Holder?, Holder?, Parameters<typeof ocspOf>[3]?]) =>
  ocspOf(subject ?? chain.signer, chain.issuing, by ?? responder, options);

const coded = (code: string, more = {}) => expect.objectContaining({ code, ...more });

describe('requests (RFC 6960 §4.1)', () => {
  test('name each certificate by its issuer and serial number, and carry the nonce', () => {
    const request = ocspRequest({
      certificates: [chain.signer, chain.tsa].map(({ certificate }) => ({
        certificate,
        issuer: chain.issuing.certificate,
      })),
      nonce: NONCE,
    });
    const { ids, nonce } = readOcspRequest(request);
    expect(nonce).toEqual(NONCE);
    expect(ids.map(({ serialNumber }) => serialNumber)).toEqual(
      [chain.signer, chain.tsa].map(({ certificate }) => describeCertificate(certificate).serialNumber),
    );
    expect(asksAbout(request, chain.issuing.certificate)).toBe(true);
    expect(asksAbout(request, chain.root.certificate)).toBe(false);
  });

  test.each(['SHA-1', 'SHA-256', 'SHA-384', 'SM3'] as const)(
    'over %s are answered',
    async (digestAlgorithm) => {
      const certificates = [{ ...chain.signer, issuer: chain.issuing.certificate }];
      const request = ocspRequest({ certificates, digestAlgorithm });
      expect(read(await answer(undefined, undefined, { request })).status).toBe('good');
    },
  );

  test('about nothing, with another issuer, or with a nonce of a wrong length are refused', () => {
    const certificates = [{ ...chain.signer, issuer: chain.issuing.certificate }];
    for (const input of [
      { certificates: [] },
      { certificates: [{ ...chain.signer, issuer: chain.root.certificate }] },
      { certificates, nonce: new Uint8Array() },
      { certificates, nonce: new Uint8Array(129) },
    ]) {
      expect(() => ocspRequest(input)).toThrow(coded('OCSP_INPUT_INVALID'));
    }
  });
});

describe('answers (RFC 6960 §4.2)', () => {
  test('good, by a delegated responder and by the issuer itself', async () => {
    for (const by of [responder, chain.issuing]) {
      expect(read(await answer(undefined, by, { nonce: NONCE }), { nonce: NONCE })).toEqual({
        status: 'good',
        revokedAt: undefined,
        reason: undefined,
        producedAt: daysFromNow(1),
        thisUpdate: daysFromNow(1),
        nextUpdate: daysFromNow(8),
        responder: by.certificate,
        nonceMatched: true,
      });
    }
  });

  test('the issuer itself sends no certificate, a delegate just its own', async () => {
    const brought = async (by: Holder) =>
      parseOcspResponse(await answer(undefined, by)).basic?.certificates.map((der) => Buffer.from(der));
    expect(await brought(chain.issuing)).toEqual([]);
    expect(await brought(responder)).toEqual([Buffer.from(responder.certificate)]);
  });

  test('revoked with time and reason; an unspecified reason is left out', async () => {
    const revokedAt = daysFromNow(0.5);
    const revoked = await answer(undefined, undefined, {
      status: { status: 'revoked', revokedAt, reason: 1 },
    });
    expect(read(revoked)).toMatchObject({ status: 'revoked', revokedAt, reason: 1 });
    const unspecified = await answer(undefined, undefined, {
      status: { status: 'revoked', revokedAt, reason: 0 },
    });
    expect(read(unspecified)).toMatchObject({ status: 'revoked', reason: undefined });
  });

  test('unknown for what was never issued, and for certificates of other issuers in one request', async () => {
    expect(read(await answer(undefined, undefined, { status: { status: 'unknown' } })).status).toBe(
      'unknown',
    );
    const request = ocspRequest({
      certificates: [
        { ...chain.signer, issuer: chain.issuing.certificate },
        { ...chain.issuing, issuer: chain.root.certificate },
      ],
    });
    const { basic } = parseOcspResponse(await answer(undefined, undefined, { request }));
    expect(basic?.singles.map(({ status }) => status)).toEqual(['good', 'unknown']);
  });

  test('tell a cache how long they hold, and whether they are for one requester', async () => {
    const plain = await answer();
    expect(describeOcspResponse(plain)).toEqual({
      producedAt: daysFromNow(1),
      nextUpdate: daysFromNow(8),
      hasNonce: false,
      statuses: ['good'],
    });
    expect(describeOcspResponse(await answer(undefined, undefined, { nonce: NONCE }))?.hasNonce).toBe(true);
    expect(describeOcspResponse(ocspFailure('unauthorized'))).toBeUndefined();
  });

  test('the authority is asked with the serial number as certificates are described', async () => {
    const asked: string[] = [];
    await answer(undefined, undefined, {
      statusOf: (serialNumber) => {
        asked.push(serialNumber);
        return { status: 'good' };
      },
    });
    expect(asked).toEqual([describeCertificate(chain.signer.certificate).serialNumber]);
  });

  test.each(['ec-p256', 'ec-p384', 'rsa-2048', 'rsa-3072', 'sm2'] as const)(
    'are signed by a %s key',
    async (algorithm) => {
      const root = await issue('root', 'self', { algorithm });
      const issuing = await issue('issuing-ca', root, { algorithm });
      const signer = await issue('person', issuing, { algorithm });
      const by = await issue('ocsp-responder', issuing, { algorithm });
      const response = await ocspOf(signer, issuing, by);
      const options = { certificate: signer.certificate, issuer: issuing.certificate };
      expect(read(response, options).status).toBe('good');
      const named = resignOcsp(response, { ...by, certificate: responder.certificate });
      expect(() => read(named, options)).toThrow(coded('OCSP_UNTRUSTWORTHY'));
    },
  );

  test('what is unreadable, or about other authorities, gets its error status, unsigned', async () => {
    const [malformed, unauthorized] = [
      Uint8Array.of(0x30, 3, 0x0a, 1, 1),
      Uint8Array.of(0x30, 3, 0x0a, 1, 6),
    ];
    const certificates = [{ ...chain.signer, issuer: chain.issuing.certificate }];
    const good = ocspRequest({ certificates });
    for (const request of [randomBytes(80), new Uint8Array(), good.subarray(0, -1), new Uint8Array(20_000)]) {
      expect(await answer(undefined, undefined, { request })).toEqual(malformed);
    }
    const about = ocspRequest({ certificates: [{ ...chain.issuing, issuer: chain.root.certificate }] });
    expect(await answer(undefined, undefined, { request: about })).toEqual(unauthorized);
    expect(() => read(malformed)).toThrow(coded('OCSP_REFUSED', { retryable: false }));
    expect(() => read(ocspFailure('tryLater'))).toThrow(coded('OCSP_REFUSED', { retryable: true }));
  });

  test('a nonce of no or too many octets is malformed, any other is repeated (RFC 9654 §2.1)', async () => {
    for (const [length, status] of [
      [0, 1],
      [1, 0],
      [16, 0],
      [32, 0],
      [128, 0],
      [129, 1],
    ] as const) {
      const nonce = octetString(octetString(new Uint8Array(length).fill(3)));
      const request = requestWith(sequence(objectIdentifier('1.3.6.1.5.5.7.48.1.2'), nonce));
      const { basic, status: given } = parseOcspResponse(await answer(undefined, undefined, { request }));
      expect(given, `${length} octets`).toBe(status);
      expect(basic?.nonce?.length).toBe(status === 0 ? length : undefined);
    }
    const bare = sequence(objectIdentifier('1.3.6.1.5.5.7.48.1.2'), octetString(Uint8Array.of(1, 2, 3)));
    expect(await statusOf(requestWith(bare))).toBe(1);
  });

  test('a critical extension nobody knows, or another version, is malformed', async () => {
    const extension = (...criticality: Uint8Array[]) =>
      sequence(objectIdentifier('1.3.6.1.4.1.99999.9'), ...criticality, octetString(Uint8Array.of(5, 0)));
    expect(await statusOf(requestWith(extension(boolean(true))))).toBe(1);
    expect(await statusOf(requestWith(extension()))).toBe(0);
    const [list] = childrenOf(childrenOf(readElement(plainRequest()))[0] ?? readElement(plainRequest()));
    const inner = list?.raw ?? new Uint8Array();
    expect(await statusOf(sequence(sequence(tagged(0, integer(0)), inner)))).toBe(0);
    expect(await statusOf(sequence(sequence(tagged(0, integer(1)), inner)))).toBe(1);
    expect(await statusOf(sequence(sequence(inner, inner)))).toBe(1);
  });

  const plainRequest = () =>
    ocspRequest({ certificates: [{ ...chain.signer, issuer: chain.issuing.certificate }] });

  function requestWith(extension: Uint8Array): Uint8Array {
    const [tbs] = childrenOf(readElement(plainRequest()));
    const [list] = tbs ? childrenOf(tbs) : [];
    return sequence(sequence(list?.raw ?? new Uint8Array(), tagged(2, sequence(extension))));
  }

  async function statusOf(request: Uint8Array): Promise<number> {
    return parseOcspResponse(await answer(undefined, undefined, { request })).status;
  }

  test('a responder without right to answer, a foreign key and times out of order are refused to the authority', async () => {
    const other = await issue('ocsp-responder', chain.root);
    for (const by of [chain.signer, chain.tsa, other, chain.root]) {
      await expect(answer(undefined, by)).rejects.toThrow(coded('OCSP_INPUT_INVALID'));
    }
    await expect(answer(undefined, { ...responder, privateKey: chain.root.privateKey })).rejects.toThrow(
      coded('CERTIFICATE_INPUT_INVALID'),
    );
    await expect(answer(undefined, undefined, { thisUpdate: daysFromNow(2) })).rejects.toThrow(
      coded('OCSP_INPUT_INVALID'),
    );
    await expect(answer(undefined, undefined, { producedAt: daysFromNow(9) })).rejects.toThrow(
      coded('OCSP_INPUT_INVALID'),
    );
    const expired = await issue('ocsp-responder', chain.issuing, { notAfter: daysFromNow(0.5) });
    await expect(answer(undefined, expired)).rejects.toThrow(coded('OCSP_INPUT_INVALID'));
  });
});

describe('a client (RFC 6960 §3.2)', () => {
  let good: Uint8Array;
  beforeAll(async () => {
    good = await answer();
  });

  test('takes no answer about another certificate, or another issuer of the same name', async () => {
    const other = await answer(chain.tsa);
    expect(() => read(other)).toThrow(coded('OCSP_MISMATCH'));
    const impostor = await issue('issuing-ca', chain.root, {
      subject: { commonName: 'Sample Issuing CA', country: 'CN' },
    });
    const forged = await ocspOf(chain.signer, impostor, impostor);
    expect(() => read(forged)).toThrow(coded('OCSP_MISMATCH'));
  });

  test('takes answers that name the responder by its name', async () => {
    for (const by of [responder, chain.issuing]) {
      expect(read(resignOcsp(good, by, { namedBy: 'name' })).status).toBe('good');
    }
  });

  test('takes no answer of a responder that the very issuer has not certified for it', async () => {
    const sameName = await issue('issuing-ca', chain.root, {
      subject: { commonName: 'Sample Issuing CA', country: 'CN' },
    });
    const strangers = [
      await issue('ocsp-responder', chain.root), // of the issuer's own issuer
      await issue('ocsp-responder', sameName), // of an authority with the same name
      chain.signer, // certified by the issuer, not for this
      chain.tsa,
      sameName,
      chain.root,
    ];
    for (const by of strangers) {
      for (const namedBy of ['name', 'key'] as const) {
        const response = resignOcsp(good, by, {
          namedBy,
          certificates: [by.certificate, sameName.certificate],
        });
        expect(() => read(response)).toThrow(coded('OCSP_UNTRUSTWORTHY'));
      }
    }
  });

  test('takes no answer of a responder whose certificate had ended when it signed', async () => {
    const ended = await issue('ocsp-responder', chain.issuing, { notAfter: daysFromNow(0.9) });
    expect(() => read(resignOcsp(good, ended))).toThrow(coded('OCSP_UNTRUSTWORTHY'));
  });

  test('finds the responder among other certificates, unreadable ones too', async () => {
    const certificates = [randomBytes(40), chain.tsa.certificate, responder.certificate].map((der) =>
      der.length === 40 ? sequence(der.with(0, 4).with(1, 38)) : der,
    );
    expect(read(resignOcsp(good, responder, { certificates })).status).toBe('good');
    expect(() => read(resignOcsp(good, responder, { certificates: [] }))).toThrow(
      coded('OCSP_UNTRUSTWORTHY'),
    );
  });

  test('takes no critical extension it does not know, and passes over others', async () => {
    const extension = (...criticality: Uint8Array[]) =>
      sequence(objectIdentifier('1.3.6.1.4.1.99999.9'), ...criticality, octetString(Uint8Array.of(5, 0)));
    const critical = resignOcsp(good, responder, { singleExtension: extension(boolean(true)) });
    expect(() => read(critical)).toThrow(coded('OCSP_UNTRUSTWORTHY'));
    expect(read(resignOcsp(good, responder, { singleExtension: extension() })).status).toBe('good');
  });

  test('takes an answer without end for as long as the caller says', async () => {
    const open = resignOcsp(good, responder, { nextUpdate: 'absent' });
    expect(read(open)).toMatchObject({ status: 'good', nextUpdate: undefined });
    expect(() => read(open, { maxAgeSeconds: 60 })).toThrow(coded('OCSP_STALE'));
  });

  test("takes no answer whose signature doesn't hold", async () => {
    const response = await answer(undefined, chain.issuing);
    expect(() => read(response.with(-1, (response.at(-1) ?? 0) ^ 1))).toThrow(coded('OCSP_UNTRUSTWORTHY'));
  });

  test('tells a replayed nonce, and a missing one where it must be there', async () => {
    const plain = await answer();
    expect(read(plain, { nonce: NONCE }).nonceMatched).toBe(false);
    expect(() => read(plain, { nonce: NONCE, nonceCheck: 'require' })).toThrow(coded('OCSP_MISMATCH'));
    const replayed = await answer(undefined, undefined, { nonce: NONCE });
    expect(() => read(replayed, { nonce: new Uint8Array(32).fill(8) })).toThrow(coded('OCSP_MISMATCH'));
  });

  test('takes nothing from the future and nothing out of date, but for some minutes', async () => {
    const response = await answer();
    const minutes = (days: number, count: number) => new Date(daysFromNow(days).getTime() + count * 60_000);
    expect(read(response, { now: minutes(1, -4) }).status).toBe('good');
    expect(() => read(response, { now: minutes(1, -6) })).toThrow(coded('OCSP_STALE', { retryable: true }));
    expect(read(response, { now: minutes(8, 4) }).status).toBe('good');
    expect(() => read(response, { now: minutes(8, 6) })).toThrow(coded('OCSP_STALE'));
    expect(() => read(response, { now: minutes(8, 1), toleranceSeconds: 0 })).toThrow(coded('OCSP_STALE'));
  });

  test('takes a responder without id-pkix-ocsp-nocheck only where a CRL shows it good', async () => {
    const checked = await withoutNoCheck();
    const response = await answer(undefined, checked);
    expect(() => read(response)).toThrow(coded('OCSP_UNTRUSTWORTHY'));
    expect(read(response, { crls: [await crlOf(chain.issuing)] }).status).toBe('good');
    const revoked = { serialNumber: serialOf(checked.certificate), revokedAt: daysFromNow(2), reason: 1 };
    const crls = [await crlOf(chain.issuing, [revoked])];
    expect(() => read(response, { crls })).toThrow(coded('OCSP_UNTRUSTWORTHY'));
  });

  test('takes no exempt responder that a CRL lists', async () => {
    const revoked = { serialNumber: serialOf(responder.certificate), revokedAt: daysFromNow(0) };
    const crls = [await crlOf(chain.issuing, [revoked])];
    const response = await answer();
    expect(() => read(response, { crls })).toThrow(coded('OCSP_UNTRUSTWORTHY'));
  });

  /** As a CA without the extension would have issued it: a signer's certificate with the purpose alone. */
  async function withoutNoCheck(): Promise<Holder> {
    const holder = await issue('ocsp-responder', chain.issuing);
    const certificate = resign(holder.certificate, chain.issuing, { without: '1.3.6.1.5.5.7.48.1.5' });
    return { ...holder, certificate };
  }
});
