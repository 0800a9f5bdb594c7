import { type ZipEntry, zipOf } from './zip.ts';

const types = 'http://schemas.openxmlformats.org/package/2006/content-types';
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const drawing = 'http://schemas.openxmlformats.org/drawingml/2006';
const mainType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

const escaped = (text: string) => text.replace(/[<>&]/g, (each) => `&#${each.charCodeAt(0)};`);

/** One paragraph for each text. */
export const paragraphs = (texts: readonly string[]): string =>
  texts.map((text) => `<w:p><w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`).join('');

const contentTypes = (main: string, more = '') =>
  `${declaration}<Types xmlns="${types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/octet-stream"/><Override PartName="/word/document.xml" ContentType="${main}"/>${more}</Types>`;

const documentXml = (body: string) =>
  `${declaration}<w:document xmlns:w="${word}" xmlns:r="${office}" xmlns:wp="${drawing}/wordprocessingDrawing" xmlns:a="${drawing}/main" xmlns:pic="${drawing}/picture"><w:body>${body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"/></w:sectPr></w:body></w:document>`;

type Parts = { main?: string; typesMore?: string; document?: string; more?: ZipEntry[] };

/** A Word document, sound unless a part of it is replaced. */
export function docx(
  body: string,
  { main = mainType, typesMore, document, more = [] }: Parts = {},
): Uint8Array {
  return zipOf([
    { name: '[Content_Types].xml', content: contentTypes(main, typesMore) },
    {
      name: '_rels/.rels',
      content: `${declaration}<Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    },
    { name: 'word/document.xml', content: document ?? documentXml(body) },
    ...more,
  ]);
}

/** A document with a picture that isn't in it but at an address. */
export function docxWithLink(text: string, address: string): Uint8Array {
  const picture = `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="2000000" cy="2000000"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData uri="${drawing}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="rId10"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="2000000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
  const target = `<Relationship Id="rId10" Type="${office}/image" Target="${address}" TargetMode="External"/>`;
  return docx(paragraphs([text]) + picture, {
    more: [
      {
        name: 'word/_rels/document.xml.rels',
        content: `${declaration}<Relationships xmlns="${relationships}">${target}</Relationships>`,
      },
    ],
  });
}

const macroMain = 'application/vnd.ms-word.document.macroEnabled.main+xml';
const macroPart = '<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>';
const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
const sound = paragraphs(['A contract']);
const noise = new Uint8Array(24 * 1024 * 1024);

/** Compound files of this size hold a header, an allocation table and a directory (MS-CFB §2.2). */
function compoundFile(stream: string, firstBytes: readonly number[] = []): Uint8Array {
  const file = Buffer.alloc(512 * 11);
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
  file.fill(0xff, 76, 1024);
  file.writeUInt32LE(0, 76);
  const chain = [0xfffffffd, 0xfffffffe, 3, 4, 5, 6, 7, 8, 9, 0xfffffffe];
  chain.forEach((next, sector) => void file.writeUInt32LE(next, 512 + sector * 4));
  const entry = (at: number, name: string, type: number, start: number, size: number) => {
    file.write(name, at, 'utf16le');
    file.writeUInt16LE((name.length + 1) * 2, at + 64);
    file.writeUInt8(type, at + 66);
    file.fill(0xff, at + 68, at + 80);
    file.writeUInt32LE(start, at + 116);
    file.writeUInt32LE(size, at + 120);
  };
  entry(1024, 'Root Entry', 5, 0xfffffffe, 0);
  entry(1024 + 128, stream, 2, 2, 4096);
  Buffer.from(firstBytes).copy(file, 512 * 3);
  return new Uint8Array(file);
}

/** FibBase of a Word 97 document whose flag says that it is encrypted (MS-DOC §2.5.2). */
const encryptedFib = [0xec, 0xa5, 0xc1, 0, 0, 0, 0, 0, 0, 0, 0, 1];

type Faulty = { what: string; from: 'docx' | 'doc'; bytes: () => Uint8Array };
const text = (words: string) => () => new Uint8Array(Buffer.from(words, 'latin1'));

/** Files that only their name calls a Word document of this kind. */
export const noDocuments: readonly Faulty[] = [
  { what: 'nothing at all', from: 'docx', bytes: () => new Uint8Array() },
  { what: 'plain text', from: 'docx', bytes: text('just text') },
  { what: 'a PDF', from: 'docx', bytes: text('%PDF-1.7\n%%EOF') },
  { what: 'a web page', from: 'docx', bytes: text('<html><body>x</body></html>') },
  { what: 'rich text', from: 'docx', bytes: text('{\\rtf1 x}') },
  { what: 'the beginning of an archive', from: 'docx', bytes: text('PK\x03\x04') },
  { what: 'another archive', from: 'docx', bytes: () => zipOf([{ name: 'a.txt', content: 'x' }]) },
  { what: 'a spreadsheet', from: 'docx', bytes: () => docx(sound, { main: sheet }) },
  { what: 'a half of a document', from: 'docx', bytes: () => docx(sound).slice(0, 400) },
  { what: 'a .docx named .doc', from: 'doc', bytes: () => docx(sound) },
  { what: 'plain text named .doc', from: 'doc', bytes: text('just text') },
  { what: 'a .doc named .docx', from: 'docx', bytes: () => compoundFile('WordDocument') },
  { what: 'another Office file', from: 'doc', bytes: () => compoundFile('Workbook') },
  {
    what: 'a document whose entities grow without end',
    from: 'docx',
    bytes: () => docx('', { document: '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>' }),
  },
];

export const macroDocuments: readonly Faulty[] = [
  { what: 'by its type', from: 'docx', bytes: () => docx(sound, { main: macroMain }) },
  {
    what: 'in a part',
    from: 'docx',
    bytes: () => docx(sound, { more: [{ name: 'word/vbaProject.bin', content: 'x' }] }),
  },
  {
    what: 'in a part under another name',
    from: 'docx',
    bytes: () => docx(sound, { typesMore: macroPart, more: [{ name: 'word/x.bin', content: 'x' }] }),
  },
];

export const encryptedDocuments: readonly Faulty[] = [
  { what: 'a .docx under a password', from: 'docx', bytes: () => compoundFile('EncryptedPackage') },
  { what: 'a .doc under a password', from: 'doc', bytes: () => compoundFile('WordDocument', encryptedFib) },
  {
    what: 'an archive with an encrypted part',
    from: 'docx',
    bytes: () => docx(sound, { more: [{ name: 'word/a.bin', content: 'x', claims: { encrypted: true } }] }),
  },
];

export const bombs: readonly Faulty[] = [
  {
    what: 'a part a thousand times its size',
    from: 'docx',
    bytes: () => docx(sound, { more: [{ name: 'word/a.bin', content: noise }] }),
  },
  {
    what: 'a part that lies about its size',
    from: 'docx',
    bytes: () => docx(sound, { more: [{ name: 'word/a.bin', content: noise, claims: { size: 1000 } }] }),
  },
  {
    what: 'ten thousand parts',
    from: 'docx',
    bytes: () =>
      docx(sound, {
        more: Array.from({ length: 10_000 }, (_, index) => ({ name: `word/p${index}.bin`, content: '' })),
      }),
  },
];
