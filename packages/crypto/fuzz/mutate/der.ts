import type { Random } from '../random.ts';
import { mutateBytes, replaceRange } from './bytes.ts';
import { decodeTree, encodeTree, type Handle, handlesOf, type TlvNode } from './der-tree.ts';
import { type Mutator, oneOf } from './mutator.ts';

const EDGE_LENGTHS = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];
const EDGE_TAGS = [
  0, 1, 2, 3, 4, 5, 6, 0x0a, 0x0c, 0x13, 0x17, 0x18, 0x1f, 0x24, 0x30, 0x31, 0x80, 0xa0, 0xa1, 0xa3, 0xff,
];
const EDGE_CONTENTS = [
  '',
  '00',
  '80',
  'ff',
  '7fffffff',
  '0080000000',
  '00'.repeat(21),
  'ff'.repeat(300),
  '30',
];
const EDGE_TEXTS = [
  '',
  '0',
  '99991231235959Z',
  '00000000000000Z',
  '500101000000Z',
  '20260230000000+9999',
  '\u0000',
  '\ud800',
];
const NESTINGS = [2, 31, 33, 64, 500, 1500];

/** Changes that keep the lengths around them right, so that they reach what lies deep inside. */
const mutateTree: Mutator = (random, input, others) => {
  const tree = decodeTree(input);
  if (tree === undefined) return mutateBytes(random, input, others);
  const handles = handlesOf(tree);
  const handle = random.pick(handles);
  random.pick(CHANGES)(random, handle, { handles, others });
  return encodeTree(tree) ?? input;
};

/** One length octet set to an edge value, without anything around it noticing. */
const setLength: Mutator = (random, input) => {
  const at = random.below(input.length);
  const octets = lengthOctets(random.pick(EDGE_LENGTHS));
  return Buffer.concat([input.subarray(0, at + 1), octets, input.subarray(at + 2)]);
};

/** Beginnings of values within each other, more than any stack holds. */
const bottomless: Mutator = (random, input) => {
  const opening = Buffer.from(random.pick(['3080', '2480', 'a080', '30840000ffff']), 'hex');
  const openings = Buffer.alloc(opening.length * random.pick([40, 2000, 60_000]), opening);
  return replaceRange(input, random.below(input.length), 0, openings);
};

export const mutateDer: Mutator = oneOf([12, mutateTree], [4, mutateBytes], [2, setLength], [1, bottomless]);

type Pieces = { handles: Handle[]; others: readonly Uint8Array[] };
type Change = (random: Random, handle: Handle, pieces: Pieces) => void;

const CHANGES: Change[] = [
  function duplicate(random, { list, index, node }) {
    const copies = random.pick([1, 1, 1, 2, 50, 3000]);
    list.splice(index, 0, ...Array.from({ length: copies }, () => node));
  },
  function remove(_, { list, index }) {
    list.splice(index, 1);
  },
  function swap(random, { list, index, node }, { handles }) {
    const other = random.pick(handles);
    const before = other.list[other.index];
    if (before === undefined || contains(before, node) || contains(node, before)) return;
    other.list[other.index] = node;
    list[index] = before;
  },
  function retag(random, { node }) {
    node.tag = random.oneIn(2) ? random.pick(EDGE_TAGS) : node.tag ^ (1 << random.below(8));
  },
  function otherContent(random, { node }) {
    node.content = random.oneIn(2)
      ? new Uint8Array(Buffer.from(random.pick(EDGE_CONTENTS), 'hex'))
      : new Uint8Array(Buffer.from(random.pick(EDGE_TEXTS), 'utf8'));
  },
  function damagedContent(random, { node }) {
    if (!Array.isArray(node.content)) node.content = mutateBytes(random, node.content, []);
  },
  function otherLengthForm(random, { node }) {
    node.form = random.pick(['indefinite', 'long', 'longest']);
  },
  function wrap(random, { list, index, node }) {
    const indefinite = random.oneIn(3);
    let wrapped: TlvNode = node;
    for (let left = random.pick(NESTINGS); left > 0; left -= 1) {
      wrapped = {
        tag: random.oneIn(9) ? 0x24 : 0x30,
        content: [wrapped],
        prefix: new Uint8Array(),
        form: 'short',
      };
      if (indefinite) wrapped.form = 'indefinite';
    }
    list[index] = wrapped;
  },
  function foreign(random, { list, index }, { others }) {
    if (others.length === 0) return;
    const tree = decodeTree(random.pick(others));
    if (tree !== undefined) list[index] = random.pick(handlesOf(tree)).node;
  },
  function reverse(_, { list }) {
    list.reverse();
  },
  function splitOctets(random, { node }) {
    if (Array.isArray(node.content) || node.tag !== 0x04) return;
    const at = random.below(node.content.length);
    const part = (content: Uint8Array): TlvNode => ({
      tag: 0x04,
      content,
      prefix: new Uint8Array(),
      form: 'short',
    });
    node.tag = 0x24;
    node.content = [part(node.content.subarray(0, at)), part(node.content.subarray(at))];
  },
];

function contains(outer: TlvNode, inner: TlvNode): boolean {
  return (
    outer === inner || (Array.isArray(outer.content) && outer.content.some((each) => contains(each, inner)))
  );
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets = Buffer.alloc(5);
  octets[0] = 0x84;
  octets.writeUInt32BE(length, 1);
  return octets;
}
