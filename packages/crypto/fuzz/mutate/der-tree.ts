/** One value of a DER structure to be changed: its content are the values in it, or its octets. */
export type TlvNode = {
  tag: number;
  content: TlvNode[] | Uint8Array;
  prefix: Uint8Array /* before the values: a BIT STRING's count of unused bits */;
  form: 'short' | 'long' | 'longest' | 'indefinite' /* of the length */;
};

/** A value with its place in the list that holds it. */
export type Handle = { list: TlvNode[]; index: number; node: TlvNode };

const MAX_DEPTH = 40;
const MAX_NODES = 4000;
const MAX_SIZE = 4 * 1024 * 1024;
const NONE = new Uint8Array();

/** The values that fill `bytes`, down to those that strings enclose; undefined when they don't. */
export function decodeTree(bytes: Uint8Array): TlvNode[] | undefined {
  const budget = { left: MAX_NODES };
  const tree = decodeList(bytes, 0, budget);
  return tree === undefined || tree.length === 0 ? undefined : tree;
}

function decodeList(bytes: Uint8Array, depth: number, budget: { left: number }): TlvNode[] | undefined {
  const nodes: TlvNode[] = [];
  for (let at = 0; at < bytes.length; ) {
    const value = valueAt(bytes, at);
    budget.left -= 1;
    if (value === undefined || budget.left < 0 || depth > MAX_DEPTH) return undefined;
    nodes.push(nodeOf(value.tag, value.content, depth, budget));
    at = value.end;
  }
  return nodes;
}

function valueAt(bytes: Uint8Array, at: number) {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const octets = first < 0x80 ? 0 : first & 0x7f;
  if (octets > 4 || first === 0x80) return undefined;
  let length = octets === 0 ? first : 0;
  for (let i = 0; i < octets; i += 1) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  const start = at + 2 + octets;
  const end = start + length;
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(start, end), end };
}

function nodeOf(tag: number, content: Uint8Array, depth: number, budget: { left: number }): TlvNode {
  const prefix = tag === 0x03 && content[0] === 0 ? content.subarray(0, 1) : NONE;
  const mayHold = (tag & 0x20) !== 0 || tag === 0x04 || prefix.length > 0;
  const inner = content.subarray(prefix.length);
  const children = mayHold && inner.length > 1 ? decodeList(inner, depth + 1, budget) : undefined;
  if (children !== undefined) return { tag, content: children, prefix, form: 'short' };
  return { tag, content, prefix: NONE, form: 'short' };
}

/** Every value of the tree. */
export function handlesOf(tree: TlvNode[]): Handle[] {
  return tree.flatMap((node, index) => [
    { list: tree, index, node },
    ...(Array.isArray(node.content) ? handlesOf(node.content) : []),
  ]);
}

/** @returns undefined for what became larger than 4 MB */
export function encodeTree(tree: TlvNode[]): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  return collect(tree, parts) > MAX_SIZE ? undefined : Buffer.concat(parts);
}

/** Appends the encoding to `parts`. @returns its length */
function collect(tree: TlvNode[], parts: Uint8Array[]): number {
  let total = 0;
  for (const node of tree) {
    if (total > MAX_SIZE) break;
    const at = parts.push(NONE) - 1;
    let length = node.prefix.length;
    if (length > 0) parts.push(node.prefix);
    if (Array.isArray(node.content)) length += collect(node.content, parts);
    else length += parts.push(node.content) && node.content.length;
    const header = headerOf(node, length);
    parts[at] = header;
    total += header.length + length;
    if (node.form === 'indefinite') total += parts.push(Uint8Array.of(0, 0)) && 2;
  }
  return total;
}

function headerOf({ tag, form }: TlvNode, length: number): Uint8Array {
  if (form === 'indefinite') return Uint8Array.of(tag, 0x80);
  if (form === 'short' && length < 0x80) return Uint8Array.of(tag, length);
  const least = Math.max(1, Math.ceil(Math.log2(length + 1) / 8));
  const octets = form === 'long' ? 4 : form === 'longest' ? 8 : least;
  const header = Buffer.alloc(2 + octets);
  header[0] = tag;
  header[1] = 0x80 | octets;
  header.writeUIntBE(length, 2 + octets - Math.min(6, octets), Math.min(6, octets));
  return header;
}
