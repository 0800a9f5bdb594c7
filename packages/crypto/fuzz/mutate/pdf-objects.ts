import { deflateSync, inflateSync } from 'node:zlib';
import { latin1, octets } from './latin1.ts';

/** A file taken apart: object bodies by number, in Latin-1, and what the trailer says of the catalogue. */
export type PdfParts = { objects: Map<number, string>; root: string };

const INFLATED = 2_000_000;

/** Finds objects by their headers, those in object streams too; cross-reference streams are left out. */
export function takeApart(pdf: Uint8Array): PdfParts {
  const text = latin1(pdf);
  const objects = new Map<number, string>();
  for (const [, number, body = ''] of text.matchAll(/\b(\d{1,7}) \d{1,5} obj\b([\s\S]*?)\bendobj\b/g)) {
    if (/\/Type\s*\/XRef\b/.test(body)) continue;
    if (/\/Type\s*\/ObjStm\b/.test(body)) addMembers(objects, body);
    else objects.set(Number(number), body.trim());
  }
  const roots = [...text.matchAll(/\/Root\s+(\d+ \d+ R)/g)];
  return { objects, root: roots.at(-1)?.[1] ?? '1 0 R' };
}

function addMembers(objects: Map<number, string>, body: string): void {
  const data = decodedStream(body);
  if (data === undefined) return;
  const text = latin1(data);
  const first = Number(/\/First (\d+)/.exec(body)?.[1] ?? 0);
  const numbers = text.slice(0, first).trim().split(/\s+/).map(Number);
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const end = numbers[i + 3];
    const from = first + (numbers[i + 1] ?? 0);
    objects.set(numbers[i] ?? 0, text.slice(from, end === undefined ? undefined : first + end).trim());
  }
}

const STREAM = /\bstream\r?\n([\s\S]*?)\r?\n?endstream/;

/** What a stream says, if it is plain or packed by Flate without a predictor. */
export function decodedStream(body: string): Uint8Array | undefined {
  const data = STREAM.exec(body)?.[1];
  if (data === undefined) return undefined;
  if (!/\/FlateDecode|\/Fl\b/.test(body)) return octets(data);
  try {
    return inflateSync(octets(data), { maxOutputLength: INFLATED });
  } catch {
    return undefined;
  }
}

/** The object with other content in its stream, packed as before, its /Length right. */
export function withStreamContent(body: string, content: Uint8Array): string {
  const packed = latin1(/\/FlateDecode/.test(body) ? deflateSync(content, { level: 1 }) : content);
  const dict = body
    .slice(0, body.indexOf('stream'))
    .replace(/\/Length \d+(?: \d+ R)?/, `/Length ${packed.length}`);
  return `${dict}stream\n${packed}\nendstream`;
}

/** Where the last `startxref` points to; 0 when there is none. */
export function lastSection(pdf: Uint8Array): number {
  const found = [...latin1(pdf).matchAll(/startxref\s+(\d+)/g)].at(-1);
  return Number(found?.[1] ?? 0);
}
