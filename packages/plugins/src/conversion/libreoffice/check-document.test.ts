import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PluginError } from '../../errors.ts';
import { checkDocument, type DocumentFormat } from './check-document.ts';
import { compoundFile, contentTypes, docxParts, zip } from './sample-documents.ts';

async function codeOf(bytes: Uint8Array, format: DocumentFormat = 'docx'): Promise<string> {
  try {
    await checkDocument(bytes, format);
    return 'accepted';
  } catch (error) {
    if (error instanceof PluginError) return error.code;
    throw error;
  }
}

/** FibBase with its magic number and the flag of a protected document. */
function wordStream(isEncrypted: boolean): Uint8Array {
  return Uint8Array.from([0xec, 0xa5, 0xc1, 0, 0, 0, 0, 0, 0, 0, 0, isEncrypted ? 1 : 0]);
}

const sound = zip(docxParts());
const endOf = (bytes: Uint8Array) => Buffer.from(bytes).lastIndexOf('PK\x05\x06', undefined, 'latin1');
const directoryOf = (bytes: Uint8Array) => Buffer.from(bytes).readUInt32LE(endOf(bytes) + 16);

/** A copy with some bytes of it changed. */
function patched(bytes: Uint8Array, change: (file: Buffer) => void): Uint8Array {
  const copy = Buffer.from(bytes);
  change(copy);
  return new Uint8Array(copy);
}

describe('a .docx', () => {
  test('that is sound is accepted', async () => {
    expect(await codeOf(sound)).toBe('accepted');
  });

  test('is judged by its content, not by its name', async () => {
    for (const text of ['', 'just text', '%PDF-1.7\n', '{\\rtf1 x}', '<html></html>', 'PK\x03\x04']) {
      expect(await codeOf(Buffer.from(text, 'latin1')), text).toBe('CONVERSION_NOT_A_DOCUMENT');
    }
  });

  test('without its content types, its main part or the right type is refused', async () => {
    const { '[Content_Types].xml': types = '', ...withoutTypes } = docxParts();
    const { 'word/document.xml': main = '', ...withoutMain } = docxParts();
    expect(await codeOf(zip(withoutTypes))).toBe('CONVERSION_NOT_A_DOCUMENT');
    expect(await codeOf(zip(withoutMain))).toBe('CONVERSION_NOT_A_DOCUMENT');
    expect(await codeOf(zip({ '[Content_Types].xml': types, 'xl/workbook.xml': main }))).toBe(
      'CONVERSION_NOT_A_DOCUMENT',
    );
    const template = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
    expect(await codeOf(zip({ ...docxParts(), '[Content_Types].xml': contentTypes(template) }))).toBe(
      'CONVERSION_NOT_A_DOCUMENT',
    );
  });

  test('with macros is refused, whether by type, by part or under another name', async () => {
    const macroMain = contentTypes('application/vnd.ms-word.document.macroEnabled.main+xml');
    const renamed = contentTypes(
      undefined,
      '<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>',
    );
    const variants = [
      { '[Content_Types].xml': macroMain },
      { '[Content_Types].xml': renamed, 'word/x.bin': 'x' },
      { 'word/vbaProject.bin': 'x' },
      { 'word/VBAPROJECT.BIN': 'x' },
      { 'word/vbaProjectSignature.bin': 'x' },
      { 'vbaData.xml': 'x' },
    ];
    for (const parts of variants) {
      expect(await codeOf(zip({ ...docxParts(), ...parts })), JSON.stringify(parts)).toBe(
        'CONVERSION_MACROS',
      );
    }
  });

  test('with a password is refused as such', async () => {
    const locked = compoundFile({ EncryptionInfo: new Uint8Array(), EncryptedPackage: new Uint8Array() });
    expect(await codeOf(locked)).toBe('CONVERSION_ENCRYPTED');
    const zipLocked = patched(sound, (file) => file.writeUInt16LE(1, directoryOf(sound) + 8));
    expect(await codeOf(zipLocked)).toBe('CONVERSION_ENCRYPTED');
  });

  test('with a document type definition is refused', async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>';
    expect(await codeOf(zip({ ...docxParts(), 'word/document.xml': bomb }))).toBe(
      'CONVERSION_NOT_A_DOCUMENT',
    );
  });
});

describe('a bomb', () => {
  test('that says its size is refused before it is unpacked', async () => {
    const bomb = zip({ ...docxParts(), 'word/media/a.bmp': new Uint8Array(24 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(200_000);
    const started = performance.now();
    expect(await codeOf(bomb)).toBe('CONVERSION_TOO_LARGE');
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('that lies about its size is stopped where its words end', async () => {
    const bomb = zip({ ...docxParts(), 'word/media/a.bmp': new Uint8Array(8 * 1024 * 1024) });
    const lying = patched(bomb, (file) => {
      const entry = file.lastIndexOf('word/media/a.bmp') - 46;
      file.writeUInt32LE(1000, entry + 24);
    });
    expect(await codeOf(lying)).toBe('CONVERSION_TOO_LARGE');
  });

  test('of a huge number of parts is refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`word/p${index}.xml`, '']));
    expect(await codeOf(zip({ ...docxParts(), ...many }))).toBe('CONVERSION_TOO_LARGE');
  });

  test('of many parts that share their data is refused', async () => {
    const bytes = zip({ ...docxParts(), 'word/a.xml': 'one', 'word/b.xml': 'two' });
    const sharing = patched(bytes, (file) => {
      const at = (name: string) => file.lastIndexOf(name) - 46;
      file.writeUInt32LE(file.readUInt32LE(at('word/a.xml') + 42), at('word/b.xml') + 42);
      file.write('word/a.xml', file.lastIndexOf('word/b.xml'));
    });
    expect(await codeOf(sharing)).toBe('CONVERSION_NOT_A_DOCUMENT');
  });

  test('an ordinary large document is none', async () => {
    const text = Array.from(
      { length: 50_000 },
      (_, index) => `<w:p><w:r><w:t>Clause ${index * 7919}</w:t></w:r></w:p>`,
    );
    const bytes = zip(docxParts(text.join('')));
    expect(await codeOf(bytes)).toBe('accepted');
  });
});

describe('an archive', () => {
  test('whose local header names another part is refused', async () => {
    const contradicting = patched(sound, (file) =>
      file.write('Word/document.xml', file.indexOf('word/document.xml')),
    );
    expect(await codeOf(contradicting)).toBe('CONVERSION_NOT_A_DOCUMENT');
  });

  test('with two parts of one name is refused', async () => {
    const bytes = zip({ ...docxParts(), 'word/Document.xml': 'other' });
    expect(await codeOf(bytes)).toBe('CONVERSION_NOT_A_DOCUMENT');
  });

  test('with a changed byte in a part is refused', async () => {
    const at = Buffer.from(sound).indexOf('word/document.xml') + 'word/document.xml'.length + 20;
    const changed = patched(sound, (file) => file.writeUInt8(file.readUInt8(at) ^ 1, at));
    expect(await codeOf(changed)).toBe('CONVERSION_NOT_A_DOCUMENT');
  });

  test('cut off anywhere is refused', async () => {
    for (let length = 1; length < sound.length; length += 7) {
      expect(await codeOf(sound.subarray(0, length)), `${length} bytes`).toBe('CONVERSION_NOT_A_DOCUMENT');
    }
  });
});

describe('a .doc', () => {
  test('with a Word stream is accepted, and called by its name when it poses as a .docx', async () => {
    const doc = compoundFile({ WordDocument: wordStream(false), '1Table': new Uint8Array() });
    expect(await codeOf(doc, 'doc')).toBe('accepted');
    expect(await codeOf(doc, 'docx')).toBe('CONVERSION_NOT_A_DOCUMENT');
  });

  test('with a password is refused as such', async () => {
    expect(await codeOf(compoundFile({ WordDocument: wordStream(true) }), 'doc')).toBe(
      'CONVERSION_ENCRYPTED',
    );
  });

  test('with macros is refused', async () => {
    const doc = compoundFile({ WordDocument: wordStream(false), _VBA_PROJECT: new Uint8Array() });
    expect(await codeOf(doc, 'doc')).toBe('CONVERSION_MACROS');
  });

  test('that is another Office file, plain text or a .docx is refused', async () => {
    expect(await codeOf(compoundFile({ Workbook: new Uint8Array() }), 'doc')).toBe(
      'CONVERSION_NOT_A_DOCUMENT',
    );
    expect(await codeOf(Buffer.from('{\\rtf1 x}'), 'doc')).toBe('CONVERSION_NOT_A_DOCUMENT');
    expect(await codeOf(sound, 'doc')).toBe('CONVERSION_NOT_A_DOCUMENT');
  });

  test('whose directory runs in a circle is refused, and soon', async () => {
    const circle = patched(compoundFile({ WordDocument: wordStream(false) }), (file) =>
      file.writeUInt32LE(1, 516),
    );
    expect(await codeOf(circle, 'doc')).toBe('CONVERSION_NOT_A_DOCUMENT');
  });
});

test('whatever the bytes, the answer is an acceptance or a coded refusal', async () => {
  const doc = compoundFile({ WordDocument: wordStream(false) });
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(sound, doc),
      damage,
      fc.constantFrom('docx' as const, 'doc' as const),
      async (bytes, changes, format) => {
        const damaged = patched(bytes, (file) => {
          for (const [at, value] of changes) file.writeUInt8(value, at % file.length);
        });
        expect(await codeOf(damaged, format)).toMatch(/^(accepted|CONVERSION_[A-Z_]+)$/);
      },
    ),
    { numRuns: 400 },
  );
});
