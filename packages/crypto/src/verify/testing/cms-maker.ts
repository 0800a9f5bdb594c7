import { createPrivateKey, sign } from 'node:crypto';
import { readElement } from '../../asn1/element.ts';
import { integer, objectIdentifier, octetString, sequence, setOf, tagged } from '../../asn1/encode.ts';
import { OID } from '../../asn1/oids.ts';
import { encodeAttribute } from '../../cms/signed-attributes.ts';
import { digestOf } from '../../keys/digest-algorithm.ts';
import { parseCertificate } from '../../x509/parsed-certificate.ts';
import type { Party } from './signing.ts';

export const SHA1 = { digest: 'SHA-1', digestOid: '1.3.14.3.2.26', schemeOid: '1.2.840.10045.4.1' } as const;
const SHA256 = {
  digest: 'SHA-256',
  digestOid: '2.16.840.1.101.3.4.2.1',
  schemeOid: '1.2.840.10045.4.3.2',
} as const;

type Algorithms = { digest: 'SHA-1' | 'SHA-256'; digestOid: string; schemeOid: string };

/** One SignerInfo, right or wrong in whatever way a test wants. */
export type SignerParts = {
  party: Party;
  /** Values by OID, each whole attribute DER; null: no signed attributes, `data` is signed itself. */
  attributes: Uint8Array[] | null;
  data?: Uint8Array;
  algorithms?: Partial<Algorithms>;
  /** Whom the SignerIdentifier names, if not the party. */
  named?: Uint8Array;
  unsigned?: Uint8Array[];
};

type CmsParts = {
  signers: SignerParts[];
  certificates: Uint8Array[];
  content?: Uint8Array;
  contentType?: string;
};

/** A SignedData (RFC 5652 §5.1) by EC keys, without any of the checks our own assembly makes. */
export function makeCms({ signers, certificates, content, contentType = OID.data }: CmsParts): Uint8Array {
  const encapsulated = content ? [tagged(0, octetString(content))] : [];
  const signedData = sequence(
    integer(1),
    setOf(sequence(objectIdentifier(SHA256.digestOid))),
    sequence(objectIdentifier(contentType), ...encapsulated),
    ...(certificates.length > 0 ? [tagged(0, ...certificates)] : []),
    setOf(...signers.map(signerInfo)),
  );
  return sequence(objectIdentifier(OID.signedData), tagged(0, signedData));
}

function signerInfo({ party, attributes, data, algorithms, named, unsigned }: SignerParts): Uint8Array {
  const { digest, digestOid, schemeOid } = { ...SHA256, ...algorithms };
  const { issuer, serialNumberRaw } = parseCertificate(named ?? party.certificate);
  const signed = attributes === null ? undefined : setOf(...attributes);
  const key = createPrivateKey({ key: Buffer.from(party.key.privateKey), format: 'der', type: 'pkcs8' });
  const value = sign(digest === 'SHA-1' ? 'sha1' : 'sha256', signed ?? data ?? new Uint8Array(), key);
  return sequence(
    integer(1),
    sequence(issuer.raw, serialNumberRaw),
    sequence(objectIdentifier(digestOid)),
    ...(signed ? [tagged(0, readElement(signed).content)] : []),
    sequence(objectIdentifier(schemeOid)),
    octetString(new Uint8Array(value)),
    ...(unsigned ? [tagged(1, ...unsigned)] : []),
  );
}

/** content-type, message-digest and signing-certificate-v2, each replaceable; null leaves one out. */
export function attributesOf(parts: {
  digest: Uint8Array | null;
  certificate: Uint8Array | null;
  contentType?: string | null;
}): Uint8Array[] {
  const { digest, certificate, contentType = OID.data } = parts;
  return [
    ...(contentType === null ? [] : [encodeAttribute(OID.contentType, objectIdentifier(contentType))]),
    ...(digest === null ? [] : [encodeAttribute(OID.messageDigest, octetString(digest))]),
    ...(certificate === null ? [] : [encodeAttribute(OID.signingCertificateV2, essOf(certificate))]),
  ];
}

const essOf = (certificate: Uint8Array) =>
  sequence(sequence(sequence(octetString(digestOf('SHA-256', certificate)))));

/** A whole CMS of one party over a digest, with changes. */
export function cmsWith(
  party: Party,
  digest: Uint8Array,
  changes: Partial<SignerParts> & Partial<Pick<CmsParts, 'certificates' | 'content' | 'contentType'>> = {},
): Uint8Array {
  const { certificates = [party.certificate, ...party.chain], content, contentType, ...signer } = changes;
  const attributes = attributesOf({ digest, certificate: party.certificate });
  return makeCms({
    signers: [{ party, attributes, ...signer }],
    certificates,
    ...(content ? { content } : {}),
    ...(contentType ? { contentType } : {}),
  });
}
