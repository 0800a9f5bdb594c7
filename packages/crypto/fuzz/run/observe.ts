import { CryptoError } from '../../src/errors.ts';
import { refuseHiddenFault } from '../targets/der-targets.ts';
import { type Target, Violation } from '../targets/target.ts';

/** What one input did: its outcome in words, or what is wrong. */
export type Observation = { outcome: string; finding?: undefined } | { outcome: string; finding: Fault };

/** `key` is equal for what most likely has one cause. */
export type Fault = {
  kind: 'exception' | 'violation' | 'hang' | 'memory' | 'crash';
  key: string;
  message: string;
};

export async function observe(target: Target, input: Uint8Array): Promise<Observation> {
  try {
    return { outcome: await target.run(input) };
  } catch (error) {
    if (error instanceof CryptoError) return observeRefusal(error);
    return { outcome: 'fault', finding: faultOf(error) };
  }
}

function observeRefusal(error: CryptoError): Observation {
  const outcome = `${error.code} ${plain(error.message)}`;
  try {
    // Of what pdf-lib's own errors are, nobody here decides.
    if (!error.code.startsWith('PDF_') && error.code !== 'IMAGE_INVALID') refuseHiddenFault(error);
    return { outcome };
  } catch (fault) {
    return { outcome, finding: faultOf(fault) };
  }
}

function faultOf(error: unknown): Fault {
  const kind = error instanceof Violation ? 'violation' : 'exception';
  if (!(error instanceof Error)) return { kind, key: String(error), message: String(error) };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  const places = kind === 'exception' ? frames.slice(0, 2).map(plain) : [];
  const message = kind === 'exception' ? (error.stack ?? error.message) : error.message;
  return { kind, key: [error.name, plain(error.message), ...places].join(' '), message };
}

/** Without the numbers and names that differ from input to input. */
function plain(text: string): string {
  return text
    .replace(/\(?file:\/\/\S*\/([^/]+):\d+:\d+\)?/g, '$1')
    .replace(/[“"'][^”"']*[”"']/g, '…')
    .replace(/0x[0-9a-f]+|\d+/gi, 'n')
    .slice(0, 300);
}
