import type { ParsedCertificate } from './parsed-certificate.ts';
import { isSignedBy } from './signed-by.ts';

const MAX_PATH_LENGTH = 10;
const MAX_PATHS = 8;
/** A file may bring hundreds of certificates of one name; each try costs a signature check. */
const MAX_SIGNATURE_CHECKS = 100;

type Paths = {
  paths: ParsedCertificate[][] /* leaf first, a trust anchor last */;
  /** A certificate names an anchor or intermediate as its issuer, whose key didn't sign it. */
  hasForgery: boolean;
};

/** All paths (up to a limit) from `leaf` to an anchor whose names, key identifiers and signatures chain (RFC 5280 §6.1). */
export function buildPaths(
  leaf: ParsedCertificate,
  intermediates: ParsedCertificate[],
  anchors: ParsedCertificate[],
): Paths {
  const found: Paths = { paths: [], hasForgery: false };
  let checksLeft = MAX_SIGNATURE_CHECKS;

  const extend = (path: ParsedCertificate[], last: ParsedCertificate): void => {
    if (anchors.some((anchor) => isSame(anchor, last))) {
      found.paths.push(path);
      return;
    }
    if (path.length === MAX_PATH_LENGTH) return;
    for (const issuer of issuersOf(last, [...anchors, ...intermediates], path)) {
      if (found.paths.length === MAX_PATHS || checksLeft-- <= 0) return;
      if (isSignedBy(last, issuer)) extend([...path, issuer], issuer);
      else found.hasForgery = true;
    }
  };
  extend([leaf], leaf);
  return found;
}

function issuersOf(
  certificate: ParsedCertificate,
  candidates: ParsedCertificate[],
  path: ParsedCertificate[],
) {
  return candidates.filter(
    (candidate) =>
      candidate.subject.key === certificate.issuer.key &&
      keyIdsAgree(certificate, candidate) &&
      !path.some((used) => isSame(used, candidate)),
  );
}

function keyIdsAgree({ authorityKeyId }: ParsedCertificate, { subjectKeyId }: ParsedCertificate): boolean {
  return authorityKeyId === undefined || subjectKeyId === undefined || authorityKeyId === subjectKeyId;
}

function isSame(a: ParsedCertificate, b: ParsedCertificate): boolean {
  return Buffer.compare(a.der, b.der) === 0;
}
