import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What a browser fetches to show a PDF: the worker, and the tables and fonts for text that a file does not embed. */
const served: readonly { pattern: RegExp; contentType: string }[] = [
  { pattern: /^legacy\/build\/pdf\.worker\.min\.mjs$/, contentType: 'text/javascript' },
  { pattern: /^cmaps\/[\w-]+\.bcmap$/, contentType: 'application/octet-stream' },
  { pattern: /^standard_fonts\/[\w-]+\.(pfb|ttf)$/, contentType: 'application/octet-stream' },
  { pattern: /^iccs\/[\w-]+\.icc$/, contentType: 'application/octet-stream' },
  { pattern: /^wasm\/\w+\.wasm$/, contentType: 'application/wasm' },
  { pattern: /^wasm\/\w+\.js$/, contentType: 'text/javascript' },
];

/**
 * The worker reads files of strangers: it may run its own code and fetch from us, nothing else. A worker does not
 * inherit its page's policy, so it is said here.
 */
const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/** A file of the installed pdfjs-dist package, or 404. Its address carries the version, so it may be kept for ever. @param root of the installation */
export async function pdfjsFile(root: string, name: string): Promise<Response> {
  const kind = served.find(({ pattern }) => pattern.test(name));
  const bytes = kind && (await readOrNothing(path.join(root, 'node_modules/pdfjs-dist', name)));
  if (!kind || !bytes) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(bytes), {
    headers: {
      'Content-Type': kind.contentType,
      'Content-Security-Policy': WORKER_POLICY,
      'Cache-Control': 'public, max-age=31536000, immutable',
    },
  });
}

async function readOrNothing(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
