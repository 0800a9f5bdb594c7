import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../keys/digest-algorithm.ts';
import { hasOpenssl, OpensslFolder } from '../testing/openssl.ts';
import { type Holder, issue, NOW, POLICY, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { pemEncode } from '../x509/pem.ts';
import { readTimestampResponse } from './read-timestamp-response.ts';
import { timestampRequest } from './timestamp-request.ts';
import { timestampRefusal, timestampResponse } from './timestamp-response.ts';
import { verifyTimestampToken } from './verify-timestamp-token.ts';

const data = new TextEncoder().encode('合同');

let chain: SampleChain;
beforeAll(async () => {
  chain = await sampleChain();
});

function writeChain(folder: OpensslFolder): { root: string; issuing: string } {
  return {
    root: folder.write('root.pem', pemEncode(chain.root.certificate, 'CERTIFICATE')),
    issuing: folder.write('issuing.pem', pemEncode(chain.issuing.certificate, 'CERTIFICATE')),
  };
}

describe.skipIf(!hasOpenssl)('openssl ts', () => {
  test.each(['ec-p256', 'rsa-2048'] as const)(
    '-query is answered by our %s authority, and -verify accepts the answer',
    async (algorithm) => {
      using folder = new OpensslFolder();
      const tsa = await issue('tsa', chain.issuing, { algorithm });
      const file = folder.write('data', data);
      const query = folder.at('query.tsq');
      folder.run('ts', '-query', '-data', file, '-sha256', '-cert', '-out', query);
      const request = new Uint8Array(readFileSync(query));
      const response = timestampResponse({
        request,
        tsa: { ...tsa, chain: [chain.issuing.certificate] },
        serialNumber: Uint8Array.of(0xff, 1),
        time: NOW,
        policy: POLICY,
        accuracySeconds: 0.5,
      });
      const reply = folder.write('reply.tsr', response);
      const { root, issuing } = writeChain(folder);
      const trust = ['-CAfile', root, '-untrusted', issuing, '-attime', `${NOW.getTime() / 1000}`];
      expect(folder.run('ts', '-verify', '-queryfile', query, '-in', reply, ...trust)).toContain(
        'Verification: OK',
      );
      const other = folder.write('other', 'another text');
      expect(folder.runFailing('ts', '-verify', '-data', other, '-in', reply, ...trust)).toContain('FAILED');
      const text = folder.run('ts', '-reply', '-in', reply, '-text');
      for (const expected of [
        'Status: Granted.',
        `Policy OID: ${POLICY}`,
        'Serial number: 0xFF01',
        '0x01F4 millis',
        'Ordering: no',
        'TSA: DirName:',
      ]) {
        expect(text).toContain(expected);
      }
    },
  );

  test('reads our request as it was meant', () => {
    using folder = new OpensslFolder();
    const request = timestampRequest({
      digest: digestOf('SHA-384', data),
      digestAlgorithm: 'SHA-384',
      nonce: Uint8Array.of(0x80, 1, 2, 3, 4, 5, 6, 7),
      policy: POLICY,
    });
    const text = folder.run('ts', '-query', '-in', folder.write('query.tsq', request), '-text');
    expect(text).toContain('Hash Algorithm: sha384');
    expect(text).toContain(`Policy OID: ${POLICY}`);
    expect(text).toContain('Nonce: 0x8001020304050607');
    expect(text).toContain('Certificate required: yes');
  });

  test('reads our rejection with its reason', () => {
    using folder = new OpensslFolder();
    const response = timestampResponse({
      request: Uint8Array.of(1, 2, 3),
      tsa: { ...chain.tsa, chain: [] },
      serialNumber: Uint8Array.of(1),
      time: NOW,
      policy: POLICY,
    });
    const text = folder.run('ts', '-reply', '-in', folder.write('reply.tsr', response), '-text');
    expect(text).toContain('Status: Rejected.');
    expect(text).toContain('the data submitted has the wrong format');
  });

  test("reads that our authority doesn't know the time", () => {
    using folder = new OpensslFolder();
    const response = timestampRefusal('timeNotAvailable', 'The clock is being checked.');
    const text = folder.run('ts', '-reply', '-in', folder.write('reply.tsr', response), '-text');
    expect(text).toContain('Status: Rejected.');
    expect(text).toContain('Status description: The clock is being checked.');
    expect(text).toContain("Failure info: the TSA's time source is not available");
  });

  test.each(['ec-p256', 'rsa-2048'] as const)(
    '-reply with an %s key is accepted by our requester',
    async (algorithm) => {
      using folder = new OpensslFolder();
      const tsa = await issue('tsa', chain.issuing, { algorithm, notBefore: new Date(Date.now() - 1000) });
      const { issuing } = writeChain(folder);
      const request = timestampRequest({
        digest: digestOf('SHA-256', data),
        digestAlgorithm: 'SHA-256',
        nonce: Buffer.from('0badcafe', 'hex'),
      });
      const response = opensslReply(folder, { request, tsa, issuing, config: CONFIG });
      const { token, info } = readTimestampResponse({ response, request });
      expect(Math.abs(info.time.getTime() - Date.now())).toBeLessThan(60_000);
      expect(info).toMatchObject({
        policy: '1.2.3.4.1',
        accuracySeconds: 1.5001,
        nonce: '0badcafe',
        serialNumber: '0b',
      });
      expect(verifyTimestampToken(token, (name) => digestOf(name, data))).toMatchObject({
        intact: true,
        reasons: [],
      });
    },
  );

  test('-reply signed over SHA-1 is refused', async () => {
    using folder = new OpensslFolder();
    const tsa = await issue('tsa', chain.issuing, {
      algorithm: 'rsa-2048',
      notBefore: new Date(Date.now() - 1000),
    });
    const { issuing } = writeChain(folder);
    const request = timestampRequest({ digest: digestOf('SHA-256', data), digestAlgorithm: 'SHA-256' });
    const config = CONFIG.replace('signer_digest = sha256', 'signer_digest = sha1');
    const response = opensslReply(folder, { request, tsa, issuing, config });
    expect(() => readTimestampResponse({ response, request })).toThrow(
      expect.objectContaining({ code: 'TIMESTAMP_UNTRUSTWORTHY', message: expect.stringContaining('SHA-1') }),
    );
  });
});

type OpensslAuthority = { request: Uint8Array; tsa: Holder; issuing: string; config: string };

function opensslReply(
  folder: OpensslFolder,
  { request, tsa, issuing, config }: OpensslAuthority,
): Uint8Array {
  folder.write('ts.cnf', config);
  folder.write('tsa.pem', pemEncode(tsa.certificate, 'CERTIFICATE'));
  folder.write('tsa.key', pemEncode(tsa.privateKey, 'PRIVATE KEY'));
  folder.write('serial', '0a');
  folder.write('query.tsq', request);
  const files = ['-queryfile', 'query.tsq', '-chain', issuing, '-out', 'reply.tsr'];
  folder.run('ts', '-reply', '-config', 'ts.cnf', ...files);
  return new Uint8Array(readFileSync(folder.at('reply.tsr')));
}

const CONFIG = `[tsa]
default_tsa = sample
[sample]
serial = ./serial
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1, millisecs:500, microsecs:100
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;
