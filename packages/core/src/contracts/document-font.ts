import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

let cached: Uint8Array | undefined;

/** Noto Sans SC Regular (OFL 1.1), the font of filled-in texts and seals; read once a thread. */
export function documentFont(): Uint8Array {
  cached ??= new Uint8Array(
    readFileSync(
      createRequire(import.meta.url).resolve(
        '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
      ),
    ),
  );
  return cached;
}
