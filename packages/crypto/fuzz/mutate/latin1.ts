/** Every octet as the character of its number, and back. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

export function octets(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
