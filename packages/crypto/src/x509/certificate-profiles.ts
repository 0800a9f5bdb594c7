import {
  boolean,
  concat,
  encodeTag,
  ia5Content,
  integer,
  NULL,
  namedBits,
  objectIdentifier,
  octetString,
  sequence,
  tagged,
  taggedPrimitive,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { KEY_USAGES, type KeyUsage } from './certificate-extensions.ts';
import type { CertificateProfile, CertifiedInput } from './certificate-types.ts';
import { encodeEventBinding } from './event-binding.ts';

type Profile = {
  basicConstraints: { isCa: boolean; pathLength?: number };
  keyUsage: KeyUsage[];
  extendedKeyUsage?: { critical: boolean; purposes: string[] };
};

const CA_USAGE: KeyUsage[] = ['keyCertSign', 'cRLSign'];

/**
 * Signing a contract is a commitment to its content, hence nonRepudiation. Of the purposes, RFC 9336's is the standard's
 * own; Adobe's and Microsoft's are what their readers look for, and NSS (pdfsig) only knows e-mail protection.
 */
const SIGNER: Profile = {
  basicConstraints: { isCa: false },
  keyUsage: ['digitalSignature', 'nonRepudiation'],
  extendedKeyUsage: {
    critical: false,
    purposes: [
      OID.documentSigning,
      OID.emailProtection,
      OID.microsoftDocumentSigning,
      OID.adobeAuthenticDocuments,
    ],
  },
};

const PROFILES: Record<CertificateProfile, Profile> = {
  root: { basicConstraints: { isCa: true }, keyUsage: CA_USAGE },
  'issuing-ca': { basicConstraints: { isCa: true, pathLength: 0 }, keyUsage: CA_USAGE },
  person: SIGNER,
  enterprise: SIGNER,
  // The key is used once and destroyed; the certificate says for what, and outlives it (see `eventBinding`).
  event: SIGNER,
  platform: SIGNER,
  // RFC 3161 §2.3: for timestamping alone, and critically so.
  tsa: {
    basicConstraints: { isCa: false },
    keyUsage: ['digitalSignature', 'nonRepudiation'],
    extendedKeyUsage: { critical: true, purposes: [OID.timeStamping] },
  },
  // RFC 6960 §4.2.2.2: delegated by the CA itself. It lives so briefly that its own revocation need not be looked up.
  'ocsp-responder': {
    basicConstraints: { isCa: false },
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: { critical: false, purposes: [OID.ocspSigning] },
  },
};

type KeyIds = { subject: Uint8Array; authority: Uint8Array };

/** The Extensions of a certificate of the given profile (RFC 5280 §4.2), in their explicit tag. */
export function encodeExtensions(input: CertifiedInput, keyIds: KeyIds): Uint8Array {
  const { basicConstraints, keyUsage, extendedKeyUsage } = PROFILES[input.profile];
  const extensions = [
    extension(OID.authorityKeyIdentifier, sequence(taggedPrimitive(0, keyIds.authority))),
    extension(OID.subjectKeyIdentifier, octetString(keyIds.subject)),
    criticalExtension(OID.basicConstraints, encodeBasicConstraints(basicConstraints)),
    criticalExtension(OID.keyUsage, namedBits(...keyUsage.map((usage) => KEY_USAGES.indexOf(usage)))),
  ];
  if (extendedKeyUsage) {
    const write = extendedKeyUsage.critical ? criticalExtension : extension;
    extensions.push(
      write(OID.extendedKeyUsage, sequence(...extendedKeyUsage.purposes.map(objectIdentifier))),
    );
  }
  return tagged(3, sequence(...extensions, ...optionalExtensions(input)));
}

function* optionalExtensions(input: CertifiedInput) {
  const { profile, email, crlUrl, ocspUrl, caIssuersUrl, event } = input;
  // RFC 5280 §6.1: without a policy of its own an authority would deny every policy of those below it.
  const policyOid = input.policyOid ?? (profile === 'issuing-ca' ? OID.anyPolicy : undefined);
  if (profile === 'ocsp-responder') yield extension(OID.ocspNoCheck, NULL);
  if (event) yield extension(OID.contractBinding, encodeEventBinding(event));
  if (policyOid) yield extension(OID.certificatePolicies, sequence(sequence(objectIdentifier(policyOid))));
  if (email) yield extension(OID.subjectAltName, sequence(taggedPrimitive(1, ia5Content(email))));
  if (crlUrl) {
    yield extension(OID.crlDistributionPoints, sequence(sequence(tagged(0, tagged(0, uri(crlUrl))))));
  }
  const access = [
    ocspUrl && sequence(objectIdentifier(OID.ocsp), uri(ocspUrl)),
    caIssuersUrl && sequence(objectIdentifier(OID.caIssuers), uri(caIssuersUrl)),
  ].filter((description) => description instanceof Uint8Array);
  if (access.length > 0) yield extension(OID.authorityInfoAccess, sequence(...access));
}

function encodeBasicConstraints({ isCa, pathLength }: Profile['basicConstraints']): Uint8Array {
  const parts = isCa ? [boolean(true)] : [];
  return encodeTag(0x30, concat(pathLength === undefined ? parts : [...parts, integer(pathLength)]));
}

function uri(url: string): Uint8Array {
  return taggedPrimitive(6, ia5Content(url));
}

export function extension(oid: string, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(oid), octetString(value));
}

function criticalExtension(oid: string, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(oid), boolean(true), octetString(value));
}
