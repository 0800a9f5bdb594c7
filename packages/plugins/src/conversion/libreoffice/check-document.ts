import { PluginError } from '../../errors.ts';
import { type CompoundEntry, isCompoundFile, listCompoundFile } from './compound-file.ts';
import { readZip, type ZipLimits } from './zip-package.ts';

export type DocumentFormat = 'docx' | 'doc';

const megabyte = 1024 * 1024;
const zipLimits: ZipLimits = {
  maxEntries: 5000,
  maxInflatedBytes: 200 * megabyte,
  maxRatio: 200,
  ratioFromBytes: 20 * megabyte,
};
const mainPart = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const macroTypes = /macroEnabled|application\/vnd\.ms-office\.vbaProject/i;
const macroParts = /(^|\/)vba(project[^/]*\.bin|data\.xml)$/i;

/**
 * Decides from the bytes alone whether this is the document its name says, before any of it reaches LibreOffice.
 * @throws PluginError CONVERSION_NOT_A_DOCUMENT, CONVERSION_MACROS, CONVERSION_ENCRYPTED or CONVERSION_TOO_LARGE
 */
export async function checkDocument(bytes: Uint8Array, format: DocumentFormat): Promise<void> {
  if (bytes.length === 0) throw notADocument('The file is empty. Choose another.');
  if (isCompoundFile(bytes)) return checkCompoundFile(bytes, format);
  if (format === 'doc')
    throw notADocument('The file is no Word document of the .doc kind. Save it as .docx in Word.');
  await checkDocx(bytes);
}

async function checkDocx(bytes: Uint8Array): Promise<void> {
  if (!Buffer.from('PK\x03\x04').equals(bytes.subarray(0, 4))) {
    throw notADocument('The file is no Word document, whatever its name says. Choose a .docx or a PDF file.');
  }
  const names = new Set<string>();
  let contentTypes: string | undefined;
  for await (const { name, content } of readZip(bytes, zipLimits)) {
    names.add(name);
    const text = Buffer.from(content.buffer, content.byteOffset, content.length);
    if (name === '[Content_Types].xml') contentTypes = text.toString('utf8');
    if (macroParts.test(name)) throw hasMacros();
    // OPC forbids document type definitions (ISO/IEC 29500-2 §6.1.4): entities that grow without end need one.
    if (/\.(xml|rels)$/i.test(name) && text.includes('<!DOCTYPE')) {
      throw notADocument(
        'The document holds a definition that Word documents must not have. Save it again in Word.',
      );
    }
  }
  if (contentTypes === undefined) {
    throw notADocument('The file is a ZIP archive, but no Word document. Choose a .docx or a PDF file.');
  }
  if (macroTypes.test(contentTypes)) throw hasMacros();
  if (!names.has('word/document.xml') || !contentTypes.includes(mainPart)) {
    throw notADocument('The file is an Office file, but no Word document. Save it as .docx or PDF.');
  }
}

function checkCompoundFile(bytes: Uint8Array, format: DocumentFormat): void {
  const entries = listCompoundFile(bytes);
  if (!entries)
    throw notADocument('The file is damaged. Open it in Word, save it as .docx, and upload that.');
  const named = (name: string) => entries.find((entry) => entry.name === name);
  // A protected .docx is an EncryptedPackage stream in a compound file (MS-OFFCRYPTO §2.3.4.4).
  if (named('EncryptedPackage') || isEncryptedDoc(named('WordDocument'))) {
    throw new PluginError(
      'CONVERSION_ENCRYPTED',
      'The document is protected with a password. Remove the protection in Word and upload it again.',
    );
  }
  if (!named('WordDocument')) throw notADocument('The file is an Office file, but no Word document.');
  if (format === 'docx')
    throw notADocument('The file is of the old .doc kind. Name it .doc, or save it as .docx in Word.');
  if (named('_VBA_PROJECT') || named('Macros')) throw hasMacros();
}

/** FibBase.fEncrypted (MS-DOC §2.5.2): bit 8 of the flags at offset 10. */
function isEncryptedDoc(stream: CompoundEntry | undefined): boolean {
  return ((stream?.firstBytes[11] ?? 0) & 1) === 1;
}

function notADocument(message: string): PluginError {
  return new PluginError('CONVERSION_NOT_A_DOCUMENT', message);
}

function hasMacros(): PluginError {
  return new PluginError(
    'CONVERSION_MACROS',
    'The document holds macros, which a contract must not. Save it as .docx without macros and upload that.',
  );
}
