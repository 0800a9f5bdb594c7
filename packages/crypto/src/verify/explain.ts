import { type Locale, messages, reasonTexts } from './explain-messages.ts';
import { indicationTexts, subIndicationTexts } from './indication-messages.ts';
import type { SignatureReport, VerificationReport } from './report.ts';

export type { Locale } from './explain-messages.ts';

/**
 * The report in plain words: first the verdict, then each signature with its reasons and its indication after ETSI EN 319 102-1,
 * then warnings. One sentence a line.
 */
export function explain(report: VerificationReport, locale: Locale): string[] {
  const words = messages[locale];
  const lines = [
    words.verdict[report.verdict],
    ...report.reasons.map((code) => explainCode(code, locale)),
    ...report.signatures.flatMap((signature) => explainSignature(signature, locale)),
    ...report.warnings
      .filter(({ code }) => !report.reasons.includes(code))
      .map(({ code }) => words.warning(explainCode(code, locale))),
  ];
  return [...new Set(lines)];
}

function explainSignature(signature: SignatureReport, locale: Locale): string[] {
  const words = messages[locale];
  const who = signature.signer ?? words.unknownSigner;
  const what = signature.level === 'timestamp' ? words.timestamp(who) : words.signature(who, signature.field);
  const when =
    signature.signedAt === null ? '' : words.when(signature.signedAt, signature.timestamp?.intact === true);
  const algorithms = signature.details.scheme === 'sm2' ? words.nationalAlgorithms : '';
  return [
    `${what}${words.colon}${words.signatureVerdict[signature.verdict]}${algorithms}${words.separator}${words.trust[signature.trust]}${when}${levelOf(signature, locale)}${words.separator}ETSI: ${codesOf(signature)}${words.stop}`,
    ...signature.reasons.map((code) => explainCode(code, locale)),
    ...explainIndication(signature, locale),
  ];
}

const codesOf = ({ indication, subIndication }: SignatureReport): string =>
  subIndication === null ? indication : `${indication} / ${subIndication}`;

/** Passed says all; for the rest the codes of the standard need words. */
function explainIndication(signature: SignatureReport, locale: Locale): string[] {
  const { indication, subIndication } = signature;
  if (subIndication === null) return [];
  const words = messages[locale];
  const why = `${indicationTexts[indication][locale]}${words.separator}${subIndicationTexts[subIndication][locale]}`;
  return [words.indication(codesOf(signature), why)];
}

/** Only the baseline has levels; a document timestamp and a signature of another kind have none. */
function levelOf({ level }: SignatureReport, locale: Locale): string {
  return level?.startsWith('B-') ? messages[locale].level(level) : '';
}

/** A reason or warning code in words; a code we have no words for is shown as it is. */
export function explainCode(code: string, locale: Locale): string {
  const known = reasonTexts[code]?.[locale];
  if (known !== undefined) return known;
  const ofTimestamp = code.startsWith('TIMESTAMP_')
    ? reasonTexts[code.slice('TIMESTAMP_'.length)]?.[locale]
    : undefined;
  return ofTimestamp === undefined ? code : messages[locale].ofTimestamp(ofTimestamp);
}
