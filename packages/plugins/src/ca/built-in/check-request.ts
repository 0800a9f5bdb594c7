import { createHash } from 'node:crypto';
import { publicKeyDetails } from '@chopmark/crypto';
import type {
  IssueRequest,
  RenewalRequest,
  RevocationRequest,
} from '../../contract/certificate-authority.ts';
import { PluginError } from '../../errors.ts';

/**
 * Reasons an end entity's certificate can be revoked for (RFC 5280 §5.3.1). Without those of authorities (2, 10), delta
 * CRLs (8) and holding (6): a hold could be lifted, and a signature made meanwhile would change its meaning.
 */
const reasons = [0, 1, 3, 4, 5, 9];
const clockTolerance = 5 * 60 * 1000;

/** @throws PluginError CA_REQUEST or CA_VALIDITY */
export function checkIssueRequest(request: IssueRequest, maximumValidityDays: number): void {
  const { requestId, profile, subject, publicKey, validityDays } = request;
  checkRequestId(requestId);
  if (profile !== 'person' && profile !== 'enterprise') {
    throw refused('Certificates are issued to persons and enterprises only.');
  }
  if (subject.commonName.trim() === '') throw refused('The subject needs a name.');
  checkPublicKey(publicKey);
  checkValidity(validityDays, maximumValidityDays);
}

/**
 * @returns the serial number as `describeCertificate` writes it
 * @throws PluginError CA_REQUEST, CA_VALIDITY or CA_CERTIFICATE_UNKNOWN
 */
export function checkRenewalRequest(request: RenewalRequest, maximumValidityDays: number): string {
  checkRequestId(request.requestId);
  if (request.publicKey) checkPublicKey(request.publicKey);
  checkValidity(request.validityDays, maximumValidityDays);
  const serialNumber = normalSerialNumber(request.serialNumber);
  if (serialNumber === undefined) throw unknownCertificate();
  return serialNumber;
}

function checkRequestId(requestId: string): void {
  if (/^[A-Za-z0-9:_.-]{1,200}$/.test(requestId)) return;
  throw refused(
    'The request needs an ID of at most 200 letters, digits, hyphens, dots, colons or underscores.',
  );
}

function checkValidity(days: number, maximumDays: number): void {
  if (Number.isInteger(days) && days >= 1 && days <= maximumDays) return;
  throw new PluginError('CA_VALIDITY', `The validity must be 1 to ${maximumDays} whole days.`);
}

/** As `describeCertificate` writes it; undefined for what can't be one. */
export function normalSerialNumber(serialNumber: string): string | undefined {
  const normal = serialNumber.toLowerCase().replace(/^(00)+(?=..)/, '');
  return /^([0-9a-f]{2}){1,20}$/.test(normal) ? normal : undefined;
}

/**
 * The serial number as `describeCertificate` writes it, and no later time than ours: the caller's clock may be a little ahead.
 * @throws PluginError
 */
export function checkRevocation(
  { serialNumber, reason, at }: RevocationRequest,
  now: Date,
): RevocationRequest {
  const normal = normalSerialNumber(serialNumber);
  if (normal === undefined) throw unknownCertificate();
  if (!reasons.includes(reason)) {
    throw new PluginError(
      'CA_REVOCATION_REASON',
      `A certificate is revoked for one of the reasons ${reasons.join(', ')}.`,
    );
  }
  if (!(at.getTime() <= now.getTime() + clockTolerance)) {
    throw new PluginError('CA_REVOCATION_DATE', "A revocation can't lie in the future.");
  }
  return { serialNumber: normal, reason, at: at < now ? at : now };
}

export function unknownCertificate(): PluginError {
  return new PluginError(
    'CA_CERTIFICATE_UNKNOWN',
    'This CA has issued no certificate with that serial number.',
  );
}

/** Equal for two requests that ask for the same. */
export function fingerprintOf(request: IssueRequest): string {
  const { profile, subject, publicKey, validityDays, email, event } = request;
  const names = Object.entries(subject)
    .filter(([, value]) => value !== undefined && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const content: unknown[] = [profile, names, base64(publicKey), validityDays, email ?? null];
  if (event) content.push([event.contract, event.evidence ? base64(event.evidence) : null]);
  return digestOf(content);
}

/** Equal for two renewals that ask for the same, and never equal to a first request's. */
export function renewalFingerprintOf(
  { publicKey, validityDays }: RenewalRequest,
  serialNumber: string,
): string {
  return digestOf(['renewal', serialNumber, publicKey ? base64(publicKey) : null, validityDays]);
}

function digestOf(content: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Whether the key fits the issuing CA's, SM2 or not, is for `issueCertificate` to say. */
function checkPublicKey(spki: Uint8Array): void {
  const { name, exponent } = readPublicKey(spki);
  const rsaBits = Number(/^rsa-(\d+)$/.exec(name)?.[1] ?? 0);
  if (rsaBits >= 2048 && isSound(exponent)) return;
  if (name === 'ec-p256' || name === 'ec-p384' || name === 'sm2') return;
  throw refused('The public key must be P-256, P-384, SM2, or RSA of 2048 bits or more.');
}

/** FIPS 186-5 §A.1.1: odd, above 2^16. */
function isSound(exponent: bigint | undefined): boolean {
  return exponent !== undefined && exponent > 65536n && exponent % 2n === 1n;
}

function readPublicKey(spki: Uint8Array): ReturnType<typeof publicKeyDetails> {
  try {
    return publicKeyDetails(spki);
  } catch (cause) {
    throw refused('The public key is no SubjectPublicKeyInfo that can be certified.', cause);
  }
}

export function refused(message: string, cause?: unknown): PluginError {
  return new PluginError('CA_REQUEST', message, { cause });
}
