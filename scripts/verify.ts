import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  explain,
  isCrl,
  pemDecode,
  type VerificationReport,
  type VerifyInput,
  verifyPdf,
} from '@chopmark/crypto';

const USAGE = 'usage: npm run -s verify -- FILE.pdf [--trust PEM]… [--crl FILE]… [--json]';
const EXIT = { good: 0, notGood: 1, unreadable: 2, wrongUse: 64 };
const json = process.argv.includes('--json');

process.exitCode = await main();

/** Needs no database: bytes in, verdict out. */
async function main(): Promise<number> {
  const args = readArguments();
  if (!args) return EXIT.wrongUse;
  const inputs = await readInputs(args);
  if (!inputs) return EXIT.unreadable;
  const report = await judge(inputs);
  if (!report) return EXIT.unreadable;
  if (json) console.log(JSON.stringify(report, null, 2));
  else print(report);
  return report.verdict === 'valid' ? EXIT.good : EXIT.notGood;
}

/** Nothing of the file makes it fail, but a trust anchor that is no certificate does. */
async function judge(inputs: Omit<VerifyInput, 'now'>): Promise<VerificationReport | undefined> {
  try {
    return await verifyPdf({ ...inputs, now: new Date() });
  } catch (error) {
    refuse('UNREADABLE', `--trust: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

type Arguments = { file: string; trust: string[]; crl: string[] };

function readArguments(): Arguments | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        trust: { type: 'string', multiple: true, default: [] },
        crl: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean' },
      },
    });
    const [file, ...more] = positionals;
    if (file !== undefined && more.length === 0) return { file, trust: values.trust, crl: values.crl };
    refuse('WRONG_USE', USAGE);
  } catch (error) {
    refuse('WRONG_USE', `${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
  return undefined;
}

async function readInputs({ file, trust, crl }: Arguments) {
  try {
    const read = async (path: string) => new Uint8Array(await readFile(path));
    const crls = (await Promise.all(crl.map(read))).flatMap(certificatesIn);
    // The verifier passes over what is none in a file; what somebody names, they mean.
    if (!crls.every(isCrl)) throw new Error('--crl names something that is no certificate revocation list.');
    return {
      pdf: await read(file),
      trust: (await Promise.all(trust.map(read))).flatMap(certificatesIn),
      crls,
    };
  } catch (error) {
    refuse('UNREADABLE', error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** PEM or DER. */
function certificatesIn(bytes: Uint8Array): Uint8Array[] {
  return bytes[0] === 0x30 ? [bytes] : pemDecode(new TextDecoder().decode(bytes));
}

function print(report: VerificationReport): void {
  const locale = Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh-CN' : 'en';
  for (const line of explain(report, locale)) console.log(line);
}

/** With --json a JSON answer always, on standard output; the words go to standard error. */
function refuse(code: string, message: string): void {
  if (json) console.log(JSON.stringify({ error: { code, message } }, null, 2));
  console.error(message);
}
