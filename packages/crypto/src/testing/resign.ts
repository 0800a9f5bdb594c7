import { childrenOf, readElement } from '../asn1/element.ts';
import { concat, encodeTag, objectIdentifier, sequence, tagged } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { signatureIdentifier } from '../keys/signature-scheme.ts';
import { signed } from '../x509/issue-certificate.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import type { Holder } from './sample-chain.ts';

type Changes = { extension?: Uint8Array | undefined; without?: string /* OID of an extension */ };

/**
 * The same certificate issued again in the name and with the key of `issuer`, perhaps with one extension more and without
 * an authorityKeyIdentifier: what our own profiles never issue but an attacker or a careless CA may.
 */
export function resign(certificate: Uint8Array, issuer: Holder, changes: Changes = {}): Uint8Array {
  const [tbs] = childrenOf(readElement(certificate));
  const fields = tbs ? childrenOf(tbs) : [];
  const algorithm = signatureIdentifier(issuer.algorithm);
  const rewritten = fields.map((field, index) => {
    if (index === 2) return algorithm;
    if (index === 3) return parseCertificate(issuer.certificate).subject.raw;
    return field.tag === 0xa3 ? rewriteExtensions(field.content, changes) : field.raw;
  });
  return signed(sequence(...rewritten), algorithm, issuer);
}

function rewriteExtensions(list: Uint8Array, { extension, without }: Changes): Uint8Array {
  const dropped = [OID.authorityKeyIdentifier, ...(without ? [without] : [])].map(objectIdentifier);
  const kept = childrenOf(readElement(list))
    .map(({ raw }) => raw)
    .filter((raw) => !dropped.some((oid) => Buffer.from(raw).includes(Buffer.from(oid))));
  return tagged(3, encodeTag(0x30, concat(extension ? [...kept, extension] : kept)));
}
