/** What signatures are checked with, DER each: certificates, CRLs, and OCSPResponse or BasicOCSPResponse. */
export type ValidationData = { certificates: Uint8Array[]; crls: Uint8Array[]; ocsps: Uint8Array[] };

/** The items of several, each once. */
export function joinData(...parts: ValidationData[]): ValidationData {
  return {
    certificates: eachOnce(parts.flatMap(({ certificates }) => certificates)),
    crls: eachOnce(parts.flatMap(({ crls }) => crls)),
    ocsps: eachOnce(parts.flatMap(({ ocsps }) => ocsps)),
  };
}

function eachOnce(items: Uint8Array[]): Uint8Array[] {
  return [...new Map(items.map((der) => [Buffer.from(der).toString('latin1'), der])).values()];
}
