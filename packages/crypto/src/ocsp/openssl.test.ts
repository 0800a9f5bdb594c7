import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { KeyAlgorithm } from '../keys/key-algorithm.ts';
import { hasOpenssl, OpensslFolder } from '../testing/openssl.ts';
import { type Holder, issue } from '../testing/sample-chain.ts';
import { describeCertificate } from '../x509/describe-certificate.ts';
import { pemEncode } from '../x509/pem.ts';
import { ocspRequest } from './ocsp-request.ts';
import { type OcspStatus, ocspResponse } from './ocsp-response.ts';
import { readOcspResponse } from './read-ocsp-response.ts';

const MINUTE = 60_000;
const NONCE = new Uint8Array(32).fill(0x5a);
const REVOKED_AT = new Date('2026-01-02T03:04:05Z');

type Authority = { root: Holder; issuing: Holder; responder: Holder; good: Holder; revoked: Holder };

/** OpenSSL judges answers by the machine's clock. */
async function makeAuthority(algorithm: KeyAlgorithm): Promise<Authority> {
  const validity = {
    notBefore: new Date(Date.now() - 60 * MINUTE),
    notAfter: new Date(Date.now() + 6000 * MINUTE),
  };
  const options = { algorithm, ...validity };
  const root = await issue('root', 'self', { ...options, subject: { commonName: '根 Root', country: 'CN' } });
  const issuing = await issue('issuing-ca', root, { ...options, subject: { commonName: '签发 CA' } });
  return {
    root,
    issuing,
    responder: await issue('ocsp-responder', issuing, options),
    good: await issue('person', issuing, options),
    revoked: await issue('person', issuing, options),
  };
}

function respond({ issuing, responder, revoked }: Authority, request: Uint8Array, by = responder) {
  const known = describeCertificate(revoked.certificate).serialNumber;
  const statusOf = (serialNumber: string): OcspStatus =>
    serialNumber === known ? { status: 'revoked', revokedAt: REVOKED_AT, reason: 1 } : { status: 'good' };
  return ocspResponse({
    request,
    issuer: issuing.certificate,
    responder: by,
    statusOf,
    producedAt: new Date(),
    thisUpdate: new Date(),
    nextUpdate: new Date(Date.now() + 60 * MINUTE),
  });
}

/** Files of an authority, and the options that name them. */
function write(folder: OpensslFolder, { root, issuing, responder, good, revoked }: Authority) {
  const pem = (name: string, { certificate }: Holder) =>
    folder.write(`${name}.pem`, pemEncode(certificate, 'CERTIFICATE'));
  return {
    root: pem('root', root),
    issuing: pem('issuing', issuing),
    responder: pem('responder', responder),
    responderKey: folder.write('responder.key', pemEncode(responder.privateKey, 'PRIVATE KEY')),
    good: pem('good', good),
    revoked: pem('revoked', revoked),
  };
}

/** The authority's list of certificates as `openssl ca` keeps it. */
function writeIndex(folder: OpensslFolder, { good, revoked }: Authority): string {
  const line = ({ certificate }: Holder, state: string, revocation: string) =>
    [
      state,
      '350101000000Z',
      revocation,
      describeCertificate(certificate).serialNumber.toUpperCase(),
      'unknown',
      '/CN=x',
    ].join('\t');
  return folder.write(
    'index.txt',
    `${line(good, 'V', '')}\n${line(revoked, 'R', '260102030405Z,keyCompromise')}\n`,
  );
}

/** Runs `openssl` without holding up this process, which may be serving it. */
async function runBeside(args: string[]): Promise<{ status: number | null; output: string }> {
  const child = spawn('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { status, output: output + errors };
}

describe.skipIf(!hasOpenssl)('openssl ocsp', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await makeAuthority('ec-p256');
  });

  test.each([
    ['ec-p256', 'sha1'],
    ['ec-p384', 'sha256'],
    ['rsa-2048', 'sha384'],
  ] as const)('accepts our %s answers to its requests over %s', async (algorithm, digest) => {
    using folder = new OpensslFolder();
    const own = algorithm === 'ec-p256' ? authority : await makeAuthority(algorithm);
    const files = write(folder, own);
    const asked = ['-issuer', files.issuing, `-${digest}`, '-cert', files.good, '-cert', files.revoked];
    folder.run('ocsp', ...asked, '-nonce', '-reqout', folder.at('request'));
    const request = new Uint8Array(readFileSync(folder.at('request')));
    for (const by of [own.responder, own.issuing]) {
      const reply = folder.write('reply', await respond(own, request, by));
      // With -cert it makes a request of its own, whose nonce no stored answer has.
      const check = [...asked, '-no_nonce', '-respin', reply, '-CAfile', files.root];
      const { status, output } = await runBeside(['ocsp', ...check, '-verify_other', files.issuing]);
      expect(status, output).toBe(0);
      expect(output).toContain('Response verify OK');
      expect(output).not.toContain('WARNING');
      expect(output).toContain('good.pem: good');
      expect(output).toMatch(
        /revoked\.pem: revoked\n[\s\S]*Reason: keyCompromise\n\tRevocation Time: Jan +2 03:04:05 2026/,
      );
    }
  });

  test('refuses our answers under another root, or changed', async () => {
    using folder = new OpensslFolder();
    const files = write(folder, authority);
    const other = await makeAuthority('ec-p256');
    const otherRoot = folder.write('other.pem', pemEncode(other.root.certificate, 'CERTIFICATE'));
    const request = ocspRequest({
      certificates: [{ ...authority.good, issuer: authority.issuing.certificate }],
    });
    const response = await respond(authority, request);
    const asked = ['ocsp', '-issuer', files.issuing, '-cert', files.good, '-no_nonce'];
    const check = (reply: string, root: string) =>
      folder.runFailing(...asked, '-respin', reply, '-CAfile', root, '-verify_other', files.issuing);
    expect(check(folder.write('reply', response), otherRoot)).toContain('Response Verify Failure');
    const at = response.length - authority.responder.certificate.length - 20;
    const changed = response.with(at, (response[at] ?? 0) ^ 1);
    expect(check(folder.write('changed', changed), files.root)).toMatch(/Response Verify Failure|Error/);
  });

  test('reads our request as it was meant', () => {
    using folder = new OpensslFolder();
    const request = ocspRequest({
      certificates: [{ ...authority.good, issuer: authority.issuing.certificate }],
      nonce: NONCE,
      digestAlgorithm: 'SHA-256',
    });
    const output = folder.run('ocsp', '-reqin', folder.write('request', request), '-req_text', '-no_nonce');
    const { serialNumber } = describeCertificate(authority.good.certificate);
    expect(output).toContain('Hash Algorithm: sha256');
    expect(output).toContain(`Serial Number: ${serialNumber.toUpperCase()}`);
    expect(output).toMatch(/OCSP Nonce:\s+04205A5A5A5A/);
  });

  test.each([
    ['ec-p256', []],
    ['rsa-2048', ['-resp_key_id']],
    ['ec-p384', ['-rmd', 'sha512']],
  ] as const)('as a %s responder is believed by our client', async (algorithm, more) => {
    using folder = new OpensslFolder();
    const own = algorithm === 'ec-p256' ? authority : await makeAuthority(algorithm);
    const files = write(folder, own);
    const index = writeIndex(folder, own);
    const answerTo = (subject: Holder, nonce?: Uint8Array) => {
      const certificates = [{ ...subject, issuer: own.issuing.certificate }];
      const query = folder.write('request', ocspRequest({ certificates, ...(nonce && { nonce }) }));
      const signing = ['-rsigner', files.responder, '-rkey', files.responderKey, '-CA', files.issuing];
      folder.run(
        'ocsp',
        '-index',
        index,
        ...signing,
        ...more,
        '-reqin',
        query,
        '-respout',
        folder.at('reply'),
        '-nmin',
        '5',
      );
      return new Uint8Array(readFileSync(folder.at('reply')));
    };
    const read = (subject: Holder, response: Uint8Array) =>
      readOcspResponse({
        response,
        certificate: subject.certificate,
        issuer: own.issuing.certificate,
        nonce: NONCE,
        now: new Date(),
      });
    expect(read(own.good, answerTo(own.good, NONCE))).toMatchObject({ status: 'good', nonceMatched: true });
    expect(read(own.revoked, answerTo(own.revoked, NONCE))).toMatchObject({
      status: 'revoked',
      reason: 1,
      revokedAt: REVOKED_AT,
    });
    expect(read(own.responder, answerTo(own.responder))).toMatchObject({
      status: 'unknown',
      nonceMatched: false,
    });
    expect(() => read(own.good, answerTo(own.good, new Uint8Array(32)))).toThrow(
      expect.objectContaining({ code: 'OCSP_MISMATCH' }),
    );
  });

  test('as a responder that another authority certified is not believed', async () => {
    using folder = new OpensslFolder();
    const other = await makeAuthority('ec-p256');
    const files = write(folder, { ...authority, responder: other.responder });
    const certificates = [{ ...authority.good, issuer: authority.issuing.certificate }];
    const query = folder.write('request', ocspRequest({ certificates }));
    const signing = ['-rsigner', files.responder, '-rkey', files.responderKey, '-CA', files.issuing];
    folder.run(
      'ocsp',
      '-index',
      writeIndex(folder, authority),
      ...signing,
      '-reqin',
      query,
      '-respout',
      folder.at('reply'),
    );
    expect(() =>
      readOcspResponse({
        response: new Uint8Array(readFileSync(folder.at('reply'))),
        certificate: authority.good.certificate,
        issuer: authority.issuing.certificate,
        now: new Date(),
      }),
    ).toThrow(expect.objectContaining({ code: 'OCSP_UNTRUSTWORTHY' }));
  });

  test('asks us over HTTP and believes the answer', async () => {
    using folder = new OpensslFolder();
    const files = write(folder, authority);
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      response.setHeader('Content-Type', 'application/ocsp-response');
      response.end(await respond(authority, new Uint8Array(body)));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      const asked = ['-issuer', files.issuing, '-cert', files.good, '-cert', files.revoked];
      const trust = ['-CAfile', files.root, '-verify_other', files.issuing];
      const { status, output } = await runBeside([
        'ocsp',
        ...asked,
        '-nonce',
        ...trust,
        '-url',
        `http://127.0.0.1:${port}/ocsp/x`,
      ]);
      expect(status, output).toBe(0);
      expect(output).toContain('Response verify OK');
      expect(output).toContain('good.pem: good');
      expect(output).toContain('revoked.pem: revoked');
    } finally {
      server.close();
    }
  });

  test('answers our request over HTTP', async () => {
    using folder = new OpensslFolder();
    const files = write(folder, authority);
    const signing = ['-rsigner', files.responder, '-rkey', files.responderKey, '-CA', files.issuing];
    const child = spawn(
      'openssl',
      [
        'ocsp',
        '-index',
        writeIndex(folder, authority),
        ...signing,
        '-port',
        '0',
        '-nrequest',
        '1',
        '-timeout',
        '20',
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    try {
      const port = await portOf(child.stdout, child.stderr);
      const certificates = [{ ...authority.revoked, issuer: authority.issuing.certificate }];
      const reply = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/ocsp-request' },
        body: Buffer.from(ocspRequest({ certificates, nonce: NONCE })),
      });
      const read = readOcspResponse({
        response: new Uint8Array(await reply.arrayBuffer()),
        certificate: authority.revoked.certificate,
        issuer: authority.issuing.certificate,
        nonce: NONCE,
        nonceCheck: 'require',
        now: new Date(),
      });
      expect(read).toMatchObject({ status: 'revoked', nonceMatched: true });
    } finally {
      child.kill();
    }
  });
});

/** The port `openssl ocsp` says it listens at. */
async function portOf(...streams: NodeJS.ReadableStream[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    setTimeout(() => reject(new Error(`openssl said no port: ${said}`)), 15_000).unref();
    for (const stream of streams)
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const port = said.match(/ACCEPT \S*:(\d+)/)?.[1];
        if (port) resolve(port);
      });
  });
}
