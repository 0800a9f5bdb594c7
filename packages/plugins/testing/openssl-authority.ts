import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pemEncode } from '@chopmark/crypto';
import type { TestAuthority } from './test-authority.ts';
import type { TimestampHandler } from './timestamp-server.ts';

const run = promisify(execFile);

/** Whether the `openssl` command is on this machine. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const POLICY = '1.2.3.4.1';
const CONFIG = `[tsa]
default_tsa = sample
[sample]
serial = ./serial
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = ${POLICY}
digests = sha256, sha384
accuracy = secs:1
clock_precision_digits = 3
tsa_name = yes
ess_cert_id_alg = sha256
`;

/** The TSA of a test authority, driven by `openssl ts -reply`: another program's idea of RFC 3161. */
export async function opensslAuthority({
  tsa,
}: TestAuthority): Promise<{ handler: TimestampHandler; policy: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-openssl-tsa-'));
  const file = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
  await file('ts.cnf', CONFIG);
  await file('serial', '0a');
  await file('tsa.pem', tsa.certificate);
  await file('tsa.key', pemEncode(Buffer.from(tsa.key, 'base64'), 'PRIVATE KEY'));
  await file('chain.pem', tsa.chain.join('\n'));
  // Its serial number stands in a file, which two processes at once would spoil.
  let last: Promise<unknown> = Promise.resolve();
  const reply = async (query: Uint8Array) => {
    await file('query.tsq', query);
    const files = ['-queryfile', 'query.tsq', '-chain', 'chain.pem', '-out', 'reply.tsr'];
    await run('openssl', ['ts', '-reply', '-config', 'ts.cnf', ...files], { cwd: folder });
    return new Uint8Array(await readFile(join(folder, 'reply.tsr')));
  };
  return {
    policy: POLICY,
    close: () => rm(folder, { recursive: true, force: true }),
    handler: (query) => {
      const answer = last.then(() => reply(query));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}
