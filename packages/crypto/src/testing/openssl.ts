import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether the `openssl` command is on this machine; the tests that hold our output against it are skipped without. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** A folder with files for the `openssl` command; removed when disposed. */
export class OpensslFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'chopmark-openssl-'));

  /** Writes a file, gives its path. */
  write(name: string, content: Uint8Array | string): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }

  read(name: string): Uint8Array {
    return new Uint8Array(readFileSync(join(this.path, name)));
  }

  at(name: string): string {
    return join(this.path, name);
  }

  /** Runs `openssl`; a failure throws with what it printed. */
  run(...args: string[]): string {
    return execFileSync('openssl', args, { cwd: this.path, encoding: 'utf8', stdio: 'pipe' });
  }

  /** Runs `openssl` where it should fail; gives what it printed. */
  runFailing(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: this.path, encoding: 'utf8' });
    if (status === 0) throw new Error(`openssl ${args.join(' ')} succeeded: ${stdout}`);
    return stdout + stderr;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
