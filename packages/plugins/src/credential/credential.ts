import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describeCertificate, isIssuedBy, type KeyAlgorithm, pemDecode } from '@chopmark/crypto';
import { z } from 'zod';
import { PluginError } from '../errors.ts';

/** An authority's own certificate and key with the certificates above it. */
export type Credential = {
  /** DER. */
  certificate: Uint8Array;
  /** DER; from the authority's own issuer up to the root. Empty if the certificate is a root itself. */
  chain: Uint8Array[];
  /** PKCS#8, DER. */
  privateKey: Uint8Array;
  algorithm: KeyAlgorithm;
};

export const keyAlgorithms = [
  'ec-p256',
  'ec-p384',
  'rsa-2048',
  'rsa-3072',
  'sm2',
] as const satisfies KeyAlgorithm[];

export const certificateField = z
  .string()
  .refine((text) => isReadable(() => readCertificates(text)), 'is no certificate in PEM or Base64 form');

export const privateKeyField = z
  .string()
  .refine(
    (text) => isReadable(() => readPrivateKey(text)),
    'is no private key in PKCS#8 form (PEM or Base64)',
  );

/** Certificates of a PEM text, or the one of a Base64 text; DER. Throws on anything else. */
export function readCertificates(text: string): Uint8Array[] {
  const certificates = text.includes('-----BEGIN') ? pemDecode(text) : [fromBase64(text)];
  for (const certificate of certificates) new X509Certificate(certificate);
  return certificates;
}

/** PKCS#8 DER of a PEM or Base64 text. Throws on anything else. */
function readPrivateKey(text: string): Uint8Array {
  const [key = new Uint8Array()] = text.includes('-----BEGIN') ? pemDecode(text) : [fromBase64(text)];
  createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' });
  return key;
}

/**
 * Puts a credential together and checks that its parts belong together: the key to the certificate, and each
 * certificate issued by the next, up to one that issued itself.
 * @param fields the names of the configuration's fields, for the message
 * @throws PluginError PLUGIN_CONFIG_INVALID
 */
export function readCredential(
  input: { certificate: string; chain: readonly string[]; privateKey: string; algorithm: KeyAlgorithm },
  fields: { certificate: string; privateKey: string },
): Credential {
  const [certificate = new Uint8Array(), ...following] = readCertificates(input.certificate);
  const chain = [...following, ...input.chain.flatMap(readCertificates)];
  const privateKey = readPrivateKey(input.privateKey);
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  if (!new X509Certificate(certificate).checkPrivateKey(key))
    throw invalid(fields.privateKey, 'does not belong to the certificate');
  if (describeCertificate(certificate).publicKeyAlgorithm !== input.algorithm) {
    throw invalid('algorithm', 'is not the algorithm of the private key');
  }

  const path = [certificate, ...chain];
  path.forEach((link, index) => {
    const isLast = index === path.length - 1;
    const issuer = isLast ? link : path[index + 1];
    if (issuer && isIssuedBy(link, issuer)) return;
    if (isLast)
      throw invalid(path.length === 1 ? fields.certificate : 'chain', 'does not end with a root certificate');
    throw invalid('chain', 'is not in order: each certificate must be followed by the one that issued it');
  });
  return { certificate, chain, privateKey, algorithm: input.algorithm };
}

export function invalid(path: string, message: string): PluginError {
  return new PluginError('PLUGIN_CONFIG_INVALID', `${path}: ${message}`, { issues: [{ path, message }] });
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
