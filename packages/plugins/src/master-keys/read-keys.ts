import { masterKeyConfig } from './refusals.ts';

/**
 * The keys of a key file: 32 raw octets, or one key of 64 hexadecimal digits a line, the current one first. Empty lines
 * and those that begin with # say nothing.
 * @throws PluginError MASTER_KEY_CONFIG, which repeats nothing of the contents
 */
export function keysOfFile(file: Uint8Array): Uint8Array[] {
  if (file.length === 32) return [new Uint8Array(file)];
  const lines = new TextDecoder().decode(file).split('\n');
  return keysOf(
    lines.map((line) => line.trim()).filter((line) => line && !line.startsWith('#')),
    'The master key file must hold 32 bytes, or keys of 64 hexadecimal digits, one a line',
  );
}

/** Keys of 64 hexadecimal digits, apart by commas, the current one first. @throws PluginError MASTER_KEY_CONFIG */
export function keysOfVariable(value: string): Uint8Array[] {
  return keysOf(
    value.split(',').map((each) => each.trim()),
    'The variable must hold keys of 64 hexadecimal digits, apart by commas',
  );
}

function keysOf(texts: readonly string[], rule: string): Uint8Array[] {
  if (texts.length > 0 && texts.every((each) => /^[0-9a-f]{64}$/i.test(each))) {
    return texts.map((each) => new Uint8Array(Buffer.from(each, 'hex')));
  }
  throw masterKeyConfig(`${rule}. Restore it from a backup.`);
}
