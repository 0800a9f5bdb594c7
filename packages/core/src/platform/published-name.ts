import type { KeyLine } from '../tenants/key-algorithms.ts';

/**
 * Under which name an authority's CRL, certificate and OCSP responder are published: `root`, or a tenant's slug; `.sm2` for the
 * national line; and a number from the second issuing CA on that a tenant has in one line: `root.sm2`, `acme`, `acme.sm2.2`.
 */
export type Published = { name: string; line: KeyLine; generation: number };

const SUFFIX: Record<KeyLine, string> = { international: '', national: '.sm2' };

export function publishedFile({ name, line, generation }: Published): string {
  return `${name}${SUFFIX[line]}${generation > 1 ? `.${generation}` : ''}`;
}

/** What a published name speaks of. Slugs have no dots, so that it is one thing only. */
export function publishedName(file: string): Published {
  const [, name = file, sm2, number] = file.match(/^([^.]*)(\.sm2)?(?:\.([1-9]\d{0,2}))?$/) ?? [];
  return { name, line: sm2 ? 'national' : 'international', generation: number ? Number(number) : 1 };
}

/** The addresses that go into the certificates an authority issues (RFC 5280 §4.2.1.13, §4.2.2.1). */
export function publishedAt(publicUrl: string, published: Published) {
  const file = publishedFile(published);
  return {
    crlUrl: `${publicUrl}/crl/${file}.crl`,
    ocspUrl: `${publicUrl}/ocsp/${file}`,
    caIssuersUrl: `${publicUrl}/ca/${file}.cer`,
  };
}

/** The published name in a CRL address of ours; by the path alone, since the site may have moved to another origin. */
export function publishedFileIn(crlUrl: string): string | undefined {
  return crlUrl.match(/\/crl\/([a-z0-9-]{1,64}(?:\.sm2)?(?:\.[1-9]\d{0,2})?)\.crl$/)?.[1];
}
