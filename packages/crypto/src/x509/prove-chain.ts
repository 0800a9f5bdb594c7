import { buildPaths } from './build-paths.ts';
import type { ChainPurpose } from './chain-types.ts';
import { conclusiveData } from './conclusive-data.ts';
import { type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';
import { readCertificate } from './read-once.ts';
import { isSignedBy } from './signed-by.ts';
import { joinData, type ValidationData } from './validation-data.ts';

export type ProofInput = {
  leaf: Uint8Array;
  purpose: ChainPurpose;
  /** The moment revocation must be known for. */
  at: Date;
  anchors: Uint8Array[];
  /** Where the proof may be taken from; none of it is trusted. */
  data: ValidationData;
};

/** What a proof lacks: a certificate's issuer, or a CRL or OCSP response that speaks for it. */
export type MissingData = { kind: 'issuer' | 'revocation'; certificate: Uint8Array };

export type ChainProof = {
  /** Leaf first; ends with the anchor where one is reached. */
  chain: Uint8Array[];
  /** The chain, and for each certificate below the anchor what shows whether it was revoked; with OCSP responders' own. */
  data: ValidationData;
  missing: MissingData[];
};

const MAX_CHAIN = 10;
const MAX_CANDIDATES = 10;

/**
 * Picks what proves a certificate's chain at a moment: what long-term validation needs in the file (EN 319 142-1 §5.4). It takes
 * only what verifies, and says what is lacking; whether the chain is any good, or revoked, is `verifyChain`'s business.
 * @throws CryptoError CERTIFICATE_INVALID for an unreadable anchor
 */
export function proveChain(input: ProofInput): ChainProof {
  const leaf = readCertificate(input.leaf);
  if (leaf === undefined) return lacking(input.leaf, [input.leaf]);
  const intermediates = input.data.certificates.flatMap((der) => readCertificate(der) ?? []);
  const { paths } = buildPaths(leaf, intermediates, input.anchors.map(parseCertificate));
  const proofs = paths.map((path) => provePath(path, input));
  const best = proofs.toSorted((a, b) => a.missing.length - b.missing.length)[0];
  return best ?? lacking(input.leaf, longestChain(leaf, intermediates));
}

function provePath(path: ParsedCertificate[], input: ProofInput): ChainProof {
  const chain = path.map(({ der }) => der);
  let data: ValidationData = { certificates: chain, crls: [], ocsps: [] };
  const missing: MissingData[] = [];
  for (const [depth, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[depth + 1];
    if (issuer === undefined) continue;
    const purpose = depth === 0 ? input.purpose : undefined;
    const found = conclusiveData({ certificate, issuer, at: input.at, purpose, data: input.data });
    if (found === undefined) missing.push({ kind: 'revocation', certificate: certificate.der });
    else data = joinData(data, found);
  }
  return { chain, data, missing };
}

/** No path reaches an anchor: the last certificate that can be reached lacks its issuer. */
function lacking(leaf: Uint8Array, chain: Uint8Array[]): ChainProof {
  const certificate = chain.at(-1) ?? leaf;
  return {
    chain,
    data: { certificates: chain, crls: [], ocsps: [] },
    missing: [{ kind: 'issuer', certificate }],
  };
}

/** Upwards as far as issuers can be found. */
function longestChain(leaf: ParsedCertificate, intermediates: ParsedCertificate[]): Uint8Array[] {
  const chain = [leaf];
  for (let last: ParsedCertificate | undefined = leaf; last && chain.length < MAX_CHAIN; ) {
    const below: ParsedCertificate = last;
    last = intermediates
      .filter((each) => each.subject.key === below.issuer.key && !chain.includes(each))
      .slice(0, MAX_CANDIDATES)
      .find((each) => isSignedBy(below, each));
    if (last) chain.push(last);
  }
  return chain.map(({ der }) => der);
}
