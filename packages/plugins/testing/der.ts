/**
 * A reader for just what the suites look at, apart from the product's own, so that both can't be wrong in the same way.
 * Definite lengths only, as DER has them.
 */
export type DerValue = {
  tag: number;
  /** Tag, length and content. */
  raw: Buffer;
  content: Buffer;
  children: DerValue[];
};

const constructed = 0x20;

export function readDer(bytes: Uint8Array): DerValue {
  const values = readAll(Buffer.from(bytes));
  const [value] = values;
  if (!value || values.length > 1) throw new Error('not one DER value');
  return value;
}

/** The child at a path of positions; throws if there is none. */
export function childAt(value: DerValue, ...path: number[]): DerValue {
  let found: DerValue | undefined = value;
  for (const index of path) found = found?.children[index];
  if (!found) throw new Error(`nothing at ${path.join('.')}`);
  return found;
}

export function oidText({ tag, content }: DerValue): string {
  if (tag !== 0x06) throw new Error('no object identifier');
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/** UTCTime or GeneralizedTime in the forms of RFC 5280 §4.1.2.5 and RFC 3161 §2.4.2. */
export function timeOf({ tag, content }: DerValue): Date {
  const text = content.toString('latin1');
  const full = tag === 0x17 ? (Number(text.slice(0, 2)) < 50 ? '20' : '19') + text : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(full);
  if (!match) throw new Error(`no time: ${text}`);
  const [, year, month, date, hour, minute, second, fraction = ''] = match;
  return new Date(`${year}-${month}-${date}T${hour}:${minute}:${second}${fraction}Z`);
}

/** Content octets of an INTEGER without the octet that keeps it positive. */
export function integerHex({ tag, content }: DerValue): string {
  if (tag !== 0x02 || (content[0] ?? 0) >= 0x80) throw new Error('no positive INTEGER');
  return content.toString('hex').replace(/^00(?=..)/, '');
}

function readAll(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes.readUInt8(at);
    const short = bytes.readUInt8(at + 1);
    const lengthOctets = short < 0x80 ? 0 : short & 0x7f;
    const length = lengthOctets === 0 ? short : bytes.readUIntBE(at + 2, lengthOctets);
    const start = at + 2 + lengthOctets;
    const end = start + length;
    if (end > bytes.length) throw new Error('DER value cut off');
    const content = bytes.subarray(start, end);
    values.push({
      tag,
      raw: bytes.subarray(at, end),
      content,
      children: tag & constructed ? readAll(content) : [],
    });
    at = end;
  }
  return values;
}
