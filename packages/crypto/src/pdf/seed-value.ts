import { type PDFDict, PDFName } from 'pdf-lib';
import type { SigningDigest } from '../keys/digest-algorithm.ts';
import { textOfName } from './name-of.ts';
import { refuse } from './pdf-error.ts';
import type { PdfFile } from './pdf-file.ts';

/** What a signature is going to be, as far as a field's author can ask for something. */
type SignatureKind = {
  subFilter: string;
  digestAlgorithm: SigningDigest;
  reason: string | undefined;
  /** Whether it will have a timestamp; undefined where that isn't known yet. */
  isTimestamped: boolean | undefined;
};

/** Flags of the seed value dictionary, ISO 32000-2 table 237: what they name is required. */
const REQUIRED = {
  filter: 1,
  subFilter: 1 << 1,
  version: 1 << 2,
  reasons: 1 << 3,
  revocation: 1 << 5,
  digest: 1 << 6,
  lockDocument: 1 << 7,
  appearance: 1 << 8,
};
/** As far as we can read one: those of PDF 2.0. */
const PARSER_VERSION = 3;
/** Of the certificate's own dictionary, table 238: all but its URL limit who may sign. */
const CERTIFICATE_FLAGS = 0b111111;

/**
 * Refuses to sign an empty field against what its author requires of a signature in it (/SV, ISO 32000-2 §12.7.5.5): validators
 * would hold that against the signature. Wishes that aren't requirements are passed over.
 * @throws CryptoError FIELD_CONSTRAINED
 */
export function checkSeedValue(
  file: PdfFile,
  field: { name: string; dict: PDFDict },
  kind: SignatureKind,
): void {
  const seed = file.dict(field.dict, 'SV');
  if (!seed) return;
  const unmet = unmetRequirement(file, seed, kind);
  if (unmet === undefined) return;
  refuse(
    'FIELD_CONSTRAINED',
    `The author of the field "${field.name}" asks for ${unmet}. Sign in another field.`,
  );
}

function unmetRequirement(file: PdfFile, seed: PDFDict, kind: SignatureKind): string | undefined {
  const flags = file.number(seed, 'Ff') ?? 0;
  const digests = namesIn(file, seed, 'DigestMethod').map((name) => name.toUpperCase().replace('-', ''));
  const requires = (flag: number) => (flags & flag) !== 0;
  if (requires(REQUIRED.filter) && (file.name(seed, 'Filter') ?? 'Adobe.PPKLite') !== 'Adobe.PPKLite')
    return 'another signature handler';
  if (requires(REQUIRED.subFilter) && isOutside(namesIn(file, seed, 'SubFilter'), kind.subFilter))
    return 'another kind of signature';
  if (requires(REQUIRED.version) && (file.number(seed, 'V') ?? 0) > PARSER_VERSION)
    return 'what a later version of PDF describes';
  if (requires(REQUIRED.digest) && isOutside(digests, kind.digestAlgorithm.replace('-', '')))
    return 'another digest algorithm';
  if (requires(REQUIRED.reasons) && !isReasonAllowed(file, seed, kind.reason))
    return 'another reason for signing';
  if (requires(REQUIRED.revocation) && file.lookup(seed, 'AddRevInfo')?.toString() === 'true')
    return 'revocation data within the signature';
  if (requires(REQUIRED.lockDocument) && file.name(seed, 'LockDocument') === 'true')
    return 'the whole document to be locked';
  if (requires(REQUIRED.appearance) && seed.has(PDFName.of('AppearanceFilter')))
    return 'a certain appearance';
  return unmetByDictionaries(file, seed, kind);
}

function unmetByDictionaries(file: PdfFile, seed: PDFDict, kind: SignatureKind): string | undefined {
  const permissions = file.dict(seed, 'MDP');
  if (permissions && (file.number(permissions, 'P') ?? 0) > 0) return 'a certification';
  const timestamp = file.dict(seed, 'TimeStamp');
  if (timestamp && file.number(timestamp, 'Ff') === 1 && kind.isTimestamped === false) return 'a timestamp';
  const certificate = file.dict(seed, 'Cert');
  const limits = (certificate && file.number(certificate, 'Ff')) ?? 0;
  return (limits & CERTIFICATE_FLAGS) !== 0 ? 'certain certificates' : undefined;
}

/** Without a list, or with a full stop alone in it, no reason may be given. */
function isReasonAllowed(file: PdfFile, seed: PDFDict, reason: string | undefined): boolean {
  const reasons = (file.array(seed, 'Reasons')?.asArray() ?? []).map((item) => file.text(item));
  const noneAllowed = reasons.length === 0 || (reasons.length === 1 && reasons[0] === '.');
  return noneAllowed ? reason === undefined : reasons.includes(reason);
}

/** A list that isn't there limits nothing. */
const isOutside = (allowed: string[], value: string) => allowed.length > 0 && !allowed.includes(value);

/** Names, and the text strings that /DigestMethod has. */
function namesIn(file: PdfFile, seed: PDFDict, key: string): string[] {
  return (file.array(seed, key)?.asArray() ?? []).flatMap((item) => {
    const name = file.resolve(item);
    if (name instanceof PDFName) return [textOfName(name)];
    return file.text(name) ?? [];
  });
}
