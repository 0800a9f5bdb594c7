import { beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../keys/digest-algorithm.ts';
import { hasOpenssl, OpensslFolder } from '../testing/openssl.ts';
import { type Holder, NOW, POLICY, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { verifySampleChain } from '../testing/verify-sample-chain.ts';
import { pemEncode } from '../x509/pem.ts';
import { readTimestampResponse } from './read-timestamp-response.ts';
import { timestampRequest } from './timestamp-request.ts';
import { timestampResponse } from './timestamp-response.ts';
import { verifyTimestampToken } from './verify-timestamp-token.ts';

const data = new TextEncoder().encode('合同');
const SM3_IDENTIFIER = '06082a811ccf55018311';
const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');

let chain: SampleChain;
let classic: SampleChain;
beforeAll(async () => {
  [chain, classic] = [await sampleChain('sm2'), await sampleChain()];
});

function answer(request: Uint8Array, tsa: Holder, issuing: Holder): Uint8Array {
  return timestampResponse({
    request,
    tsa: { ...tsa, chain: [issuing.certificate] },
    serialNumber: Uint8Array.of(0x0a),
    time: NOW,
    policy: POLICY,
  });
}

const ask = (digest = digestOf('SM3', data)) =>
  timestampRequest({ digest, digestAlgorithm: 'SM3', nonce: Buffer.from('0badcafe', 'hex') });

describe('timestamps with SM2 over SM3 imprints (RFC 3161, GM/T 0033)', () => {
  test('stamp the digest asked for and hold against their authority', () => {
    const request = ask();
    const { token, info } = readTimestampResponse({
      request,
      response: answer(request, chain.tsa, chain.issuing),
    });
    expect(info).toMatchObject({ digestAlgorithm: 'SM3', time: NOW, nonce: '0badcafe' });
    expect(hex(token)).toContain(SM3_IDENTIFIER);
    const checked = verifyTimestampToken(token, (algorithm) => digestOf(algorithm, data));
    expect(checked).toMatchObject({ intact: true, reasons: [] });
    const { tsaCertificate: leaf = token, certificates: intermediates } = checked;
    const judged = { leaf, intermediates, purpose: 'timestamping' } as const;
    expect(verifySampleChain(chain, [], judged).status).toBe('trusted');
    // Of the same name, but with another key.
    expect(verifySampleChain(classic, [], judged).status).toBe('unknown');
  });

  test('no other data, and no changed token', () => {
    const request = ask();
    const response = answer(request, chain.tsa, chain.issuing);
    const { token } = readTimestampResponse({ request, response });
    expect(verifyTimestampToken(token, () => digestOf('SM3', data.with(0, 0))).reasons).toEqual([
      'IMPRINT_MISMATCH',
    ]);
    const changed = response.with(-1, (response.at(-1) ?? 0) ^ 1);
    expect(() => readTimestampResponse({ request, response: changed })).toThrow(
      expect.objectContaining({ code: 'TIMESTAMP_UNTRUSTWORTHY' }),
    );
  });

  test('a SHA-256 digest given as SM3 is of the same length but stamps nothing of that name', () => {
    const request = ask(digestOf('SHA-256', data));
    const { token } = readTimestampResponse({
      request,
      response: answer(request, chain.tsa, chain.issuing),
    });
    expect(verifyTimestampToken(token, (algorithm) => digestOf(algorithm, data)).intact).toBe(false);
  });

  test('an SM3 imprint may be stamped by an authority of another algorithm', () => {
    const request = ask();
    const response = answer(request, classic.tsa, classic.issuing);
    expect(readTimestampResponse({ request, response }).info.digestAlgorithm).toBe('SM3');
  });
});

describe.skipIf(!hasOpenssl)('openssl ts', () => {
  test('its SM3 query is answered, and it finds its own digest and nonce in our answer', () => {
    using folder = new OpensslFolder();
    const query = folder.at('query.tsq');
    folder.run('ts', '-query', '-data', folder.write('data', data), '-sm3', '-cert', '-out', query);
    const request = folder.read('query.tsq');
    const text = (holder: Holder, issuing: Holder) => {
      const reply = folder.write('reply.tsr', answer(request, holder, issuing));
      return { reply, printed: folder.run('ts', '-reply', '-in', reply, '-text') };
    };
    const { printed } = text(chain.tsa, chain.issuing);
    expect(printed).toContain('Status: Granted.');
    expect(printed).toContain('Hash Algorithm: sm3');

    // The command takes no identity for SM2, so the whole verification is one of an ECDSA authority.
    const { reply } = text(classic.tsa, classic.issuing);
    const root = folder.write('root.pem', pemEncode(classic.root.certificate, 'CERTIFICATE'));
    const issuing = folder.write('issuing.pem', pemEncode(classic.issuing.certificate, 'CERTIFICATE'));
    const trust = ['-CAfile', root, '-untrusted', issuing, '-attime', `${NOW.getTime() / 1000}`];
    expect(folder.run('ts', '-verify', '-queryfile', query, '-in', reply, ...trust)).toContain(
      'Verification: OK',
    );
    const other = folder.write('other', 'another text');
    expect(folder.runFailing('ts', '-verify', '-data', other, '-in', reply, ...trust)).toContain('FAILED');
  });

  test('reads our SM3 request as it was meant', () => {
    using folder = new OpensslFolder();
    const text = folder.run('ts', '-query', '-in', folder.write('query.tsq', ask()), '-text');
    expect(text).toContain('Hash Algorithm: sm3');
    expect(text).toContain('Nonce: 0x0BADCAFE');
  });
});
