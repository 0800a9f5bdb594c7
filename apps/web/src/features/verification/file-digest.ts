/** SHA-256 of a file in hexadecimal, computed in the browser; `crypto.subtle` needs https or localhost. */
export async function digestOf(file: Blob): Promise<string> {
  if (!globalThis.crypto.subtle) return '';
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
