import type { RevokedEntry } from '@chopmark/crypto';
import { z } from 'zod';
import type { Alongside, PluginHost } from '../../contract/host.ts';
import { PluginError } from '../../errors.ts';
import { unknownCertificate } from './check-request.ts';

/** What the CA remembers of its certificates; see `createIssuance`. */
export type Issuance = {
  /** @throws PluginError CA_REQUEST_CONFLICT if the ID was used for something else */
  find(requestId: string, fingerprint: string): Promise<Uint8Array | undefined>;
  /**
   * Has a certificate made under a serial number of 16 octets that no other of this CA has, keeps it and returns it, or the
   * one that another call kept first under the same ID.
   */
  issue(
    entry: IssuedEntry,
    make: (serialNumber: Uint8Array) => Uint8Array | Promise<Uint8Array>,
  ): Promise<Uint8Array>;
  /** What left the CA under a serial number. */
  lookUp(serialNumber: string): Promise<FoundCertificate | undefined>;
  /** Keeps the first revocation. `issuerKeyId`: of the authority whose CRL will list it. @throws PluginError CA_CERTIFICATE_UNKNOWN */
  revoke(serialNumber: string, revocation: { reason: number; at: Date; issuerKeyId: string }): Promise<void>;
  /** All revocations, with the number of the CRL that tells of them: one with a higher number never knows less. */
  revocations(): Promise<{
    crlNumber: bigint;
    revocations: (RevokedEntry & { issuerKeyId: string | undefined })[];
  }>;
  /** The last moment that any certificate begins; undefined before the first. */
  latestNotBefore(): Promise<Date | undefined>;
};

export type CertificateKind = 'person' | 'enterprise' | 'ocsp-responder';

type IssuedEntry = {
  requestId: string;
  fingerprint: string;
  kind: CertificateKind;
  email?: string | undefined;
  notBefore: Date;
  /** What its host keeps of the certificate, written with our own entries. */
  alongside?: ((certificate: Uint8Array) => Alongside) | undefined;
};

export type FoundCertificate = {
  certificate: Uint8Array;
  kind: CertificateKind;
  email: string | undefined;
  revocation: { reason: number; at: Date } | undefined;
};

const SERIAL_ATTEMPTS = 3;

const request = z.object({
  fingerprint: z.string(),
  serialNumber: z.string(),
  certificate: z.base64(),
  kind: z.enum(['person', 'enterprise', 'ocsp-responder']).default('person'),
  email: z.string().optional(),
});
const serial = z.object({ requestId: z.string() });
const revocation = z.object({
  reason: z.number().int(),
  at: z.iso.datetime(),
  issuerKeyId: z.string().optional(),
});
const moment = z.iso.datetime();

/**
 * Entries of the state:
 * - `request/<ID>`: the certificate, the only one that leaves the CA under this ID
 * - `serial/<hex>`: whose number it is
 * - `revoked/<hex>`, `latest-not-before`, and the counter `crl-number`
 *
 * A certificate, its number and the time it begins are written together, so that one that left is one that can be revoked.
 */
export function createIssuance({ state, random }: PluginHost): Issuance {
  // Of those this process wrote: the time only ever grows, so that an earlier one need not be written.
  let knownLatest = '';
  const find: Issuance['find'] = async (requestId, fingerprint) => {
    const value = await state.get(`request/${requestId}`);
    if (value === undefined) return undefined;
    const found = parse(request, value);
    if (found.fingerprint === fingerprint) return fromBase64(found.certificate);
    throw new PluginError(
      'CA_REQUEST_CONFLICT',
      `The request ${requestId} was answered already, and asked for something else. Use another ID.`,
    );
  };
  const latestNotBefore = async () => {
    const latest = await state.get('latest-not-before');
    return latest === undefined ? undefined : new Date(parse(moment, latest));
  };
  const lookUp: Issuance['lookUp'] = async (serialNumber) => {
    const owner = await state.get(`serial/${serialNumber}`);
    if (owner === undefined) return undefined;
    const issued = await state.get(`request/${parse(serial, owner).requestId}`);
    if (issued === undefined) return undefined;
    const { serialNumber: own, certificate, kind, email } = parse(request, issued);
    if (own !== serialNumber) return undefined;
    const revoked = await state.get(`revoked/${serialNumber}`);
    return {
      certificate: fromBase64(certificate),
      kind,
      email,
      revocation: revoked === undefined ? undefined : toRevocation(revoked),
    };
  };
  return {
    find,
    lookUp,
    latestNotBefore,
    async issue(entry, make) {
      const { requestId, fingerprint, notBefore } = entry;
      for (let attempt = 0; attempt < SERIAL_ATTEMPTS; attempt += 1) {
        const serialNumber = newSerialNumber(random);
        const certificate = await make(serialNumber);
        const begins = notBefore.toISOString();
        const absent = entriesOf(entry, serialNumber, certificate);
        const latest = begins > knownLatest ? [{ key: 'latest-not-before', value: begins }] : [];
        if (await state.putTogether({ absent, latest, alongside: entry.alongside?.(certificate) })) {
          if (begins > knownLatest) knownLatest = begins;
          return certificate;
        }
        const first = await find(requestId, fingerprint);
        if (first) return first;
      }
      throw repeatsItself();
    },
    async revoke(serialNumber, { reason, at, issuerKeyId }) {
      if ((await lookUp(serialNumber)) === undefined) throw unknownCertificate();
      await state.putIfAbsent(`revoked/${serialNumber}`, { reason, at: at.toISOString(), issuerKeyId });
    },
    async revocations() {
      const { number, entries } = await state.listNumbered('crl-number', 'revoked/');
      const revocations = entries.map(({ key, value }) => {
        const { issuerKeyId } = parse(revocation, value);
        const { reason, at } = toRevocation(value);
        const serialNumber = new Uint8Array(Buffer.from(key.slice('revoked/'.length), 'hex'));
        return { serialNumber, revokedAt: at, reason, issuerKeyId };
      });
      return { crlNumber: number, revocations };
    },
  };
}

/** The first octet isn't 0, so that the number has 16 octets wherever it is written. */
function newSerialNumber(random: PluginHost['random']): Uint8Array {
  for (let attempt = 0; attempt < SERIAL_ATTEMPTS; attempt += 1) {
    const octets = random(16);
    if (octets.length === 16 && octets[0] !== 0) return octets;
  }
  throw repeatsItself();
}

function repeatsItself(): PluginError {
  return new PluginError('PROVIDER_UNAVAILABLE', 'The random source repeats itself. Check the machine.', {
    retryable: true,
  });
}

function entriesOf(
  { requestId, fingerprint, kind, email }: IssuedEntry,
  serialNumber: Uint8Array,
  certificate: Uint8Array,
) {
  const issued = {
    fingerprint,
    serialNumber: hex(serialNumber),
    certificate: base64(certificate),
    kind,
    ...(email === undefined ? {} : { email }),
  };
  return [
    { key: `request/${requestId}`, value: issued },
    { key: `serial/${hex(serialNumber)}`, value: { requestId } },
  ];
}

function toRevocation(value: unknown): { reason: number; at: Date } {
  const { reason, at } = parse(revocation, value);
  return { reason, at: new Date(at) };
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new PluginError('PLUGIN_STATE_INVALID', "The CA's records can not be read: they were altered.");
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
