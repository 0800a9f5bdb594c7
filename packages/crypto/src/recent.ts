/**
 * What was made lately, by what it was made from. Certificates and keys come back signature after signature, and reading one
 * costs as much as checking a signature with it. Holds a bounded number of things that stay what they are.
 */
export class Recent<T> {
  private readonly kept = new Map<string, T>();
  private readonly capacity: number;
  private readonly maxOctets: number;

  constructor({ capacity, maxOctets }: { capacity: number; maxOctets: number }) {
    this.capacity = capacity;
    this.maxOctets = maxOctets;
  }

  /** The one kept for equal octets, else a new one. What `make` throws is thrown, and nothing kept. */
  get(octets: Uint8Array, make: () => T): T {
    if (octets.length > this.maxOctets) return make();
    const key = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
    const found = this.kept.get(key);
    const value = found ?? make();
    if (found !== undefined) this.kept.delete(key);
    else if (this.kept.size >= this.capacity) this.dropOldest();
    this.kept.set(key, value);
    return value;
  }

  private dropOldest(): void {
    for (const key of this.kept.keys()) {
      this.kept.delete(key);
      return;
    }
  }
}
