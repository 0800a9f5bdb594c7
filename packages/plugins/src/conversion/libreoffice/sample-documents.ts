import { type Zippable, zipSync } from 'fflate';

/** Documents for the tests, written part by part so that each can be wrong in one place. */
export type Parts = Record<string, string | Uint8Array>;

const types = 'http://schemas.openxmlformats.org/package/2006/content-types';
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const documentType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';

export function contentTypes(mainType = documentType, more = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="${types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${mainType}"/>${more}</Types>`;
}

function documentXml(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="${word}" xmlns:r="${office}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>${body}</w:body></w:document>`;
}

export const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

export function docxParts(body = paragraph('A contract')): Parts {
  return {
    '[Content_Types].xml': contentTypes(),
    '_rels/.rels': `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': documentXml(body),
  };
}

/** A picture that isn't in the document but at an address. */
export function linkedPicture(id: string): string {
  return `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="2000000" cy="2000000"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="${id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="2000000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
}

export function externalRelationships(targets: Record<string, string>): string {
  const entries = Object.entries(targets).map(
    ([id, target]) =>
      `<Relationship Id="${id}" Type="${office}/image" Target="${target}" TargetMode="External"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="${relationships}">${entries.join('')}</Relationships>`;
}

export function zip(parts: Parts): Uint8Array {
  const files: Zippable = {};
  for (const [name, content] of Object.entries(parts)) {
    files[name] = typeof content === 'string' ? Buffer.from(content) : content;
  }
  return zipSync(files, { level: 1 });
}

/** A compound file with these streams (each 4,096 bytes, filled with `content`) in sectors of 512 bytes. */
export function compoundFile(streams: Record<string, Uint8Array>): Uint8Array {
  const names = Object.keys(streams);
  const directorySectors = Math.ceil((names.length + 1) / 4);
  const sectors = 1 + directorySectors + names.length * 8;
  const file = Buffer.alloc((sectors + 1) * 512);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  file.writeUInt16LE(0x3e, 24);
  file.writeUInt16LE(3, 26);
  file.writeUInt16LE(0xfffe, 28);
  file.writeUInt16LE(9, 30);
  file.writeUInt16LE(6, 32);
  file.writeUInt32LE(1, 44);
  file.writeUInt32LE(1, 48);
  file.writeUInt32LE(4096, 56);
  file.writeUInt32LE(0xfffffffe, 60);
  file.writeUInt32LE(0xfffffffe, 68);
  file.fill(0xff, 76, 512);
  file.writeUInt32LE(0, 76);
  const allocation = file.subarray(512, 1024).fill(0xff);
  const chain = (from: number, count: number) => {
    for (let index = 0; index < count; index += 1) {
      allocation.writeUInt32LE(index === count - 1 ? 0xfffffffe : from + index + 1, (from + index) * 4);
    }
  };
  allocation.writeUInt32LE(0xfffffffd, 0);
  chain(1, directorySectors);
  writeEntry(file, 1024, { name: 'Root Entry', type: 5, start: 0xfffffffe, size: 0 });
  names.forEach((name, index) => {
    const start = 1 + directorySectors + index * 8;
    chain(start, 8);
    writeEntry(file, 1024 + (index + 1) * 128, { name, type: 2, start, size: 4096 });
    Buffer.from(streams[name] ?? []).copy(file, (start + 1) * 512, 0, 4096);
  });
  return new Uint8Array(file);
}

function writeEntry(
  file: Buffer,
  at: number,
  entry: { name: string; type: number; start: number; size: number },
): void {
  file.write(entry.name, at, 'utf16le');
  file.writeUInt16LE((entry.name.length + 1) * 2, at + 64);
  file.writeUInt8(entry.type, at + 66);
  file.fill(0xff, at + 68, at + 80);
  file.writeUInt32LE(entry.start, at + 116);
  file.writeUInt32LE(entry.size, at + 120);
}
