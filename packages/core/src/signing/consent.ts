import { canonicalJson, sha256, toHex } from '../digest.ts';

/** What a signer agreed to beside the documents: their own values, the seal with its version, and what will be drawn. */
export type Consent = {
  participantId: string;
  /** `documentId/field` → text. */
  values: Record<string, string>;
  seal: { id: string; version: number } | null;
  appearance: { seal: unknown; signature: unknown };
};

/**
 * What an activation binds beside the SHA-256 of each prepared document: SHA-256 over the RFC 8785 JSON of
 * `{ participant, values, seal: { id, version } | null, appearance }`, where `appearance` is the hexadecimal SHA-256 over
 * the RFC 8785 JSON of both drawings (null where there is none). The signing job takes the digest of what it is about to put
 * into the document again, and signs nothing else than what was agreed to.
 */
export function consentDigest({ participantId, values, seal, appearance }: Consent): Uint8Array<ArrayBuffer> {
  const drawings = { seal: appearance.seal ?? null, signature: appearance.signature ?? null };
  return sha256(
    canonicalJson({
      participant: participantId,
      values,
      seal: seal && { id: seal.id, version: seal.version },
      appearance: toHex(sha256(canonicalJson(drawings))),
    }),
  );
}
