import type { RevokedEntry } from '@chopmark/crypto';
import { z } from 'zod';
import type { PluginHost } from '../../contract/host.ts';
import { PluginError } from '../../errors.ts';
import { unknownCertificate } from './check-request.ts';

/** What the CA remembers of its certificates; see `createIssuance`. */
export type Issuance = {
  /** @throws PluginError CA_REQUEST_CONFLICT if the ID was used for something else */
  find(requestId: string, fingerprint: string): Promise<Uint8Array | undefined>;
  /** 16 octets that no other certificate of this CA has. */
  reserveSerialNumber(requestId: string): Promise<Uint8Array>;
  /** Keeps the certificate and returns it, or the one that another call kept first under the same ID. */
  record(issued: IssuedRecord): Promise<Uint8Array>;
  /** Keeps the first revocation. @throws PluginError CA_CERTIFICATE_UNKNOWN */
  revoke(serialNumber: string, revocation: { reason: number; at: Date }): Promise<void>;
  /** `latest` is the last moment that any certificate or revocation begins. */
  revocations(): Promise<{ revoked: RevokedEntry[]; latest: Date }>;
  nextCrlNumber(): Promise<bigint>;
};

type IssuedRecord = {
  requestId: string;
  fingerprint: string;
  certificate: Uint8Array;
  serialNumber: Uint8Array;
  notBefore: Date;
};

const request = z.object({ fingerprint: z.string(), serialNumber: z.string(), certificate: z.base64() });
const serial = z.object({ requestId: z.string() });
const revocation = z.object({ reason: z.number().int(), at: z.iso.datetime() });
const moment = z.iso.datetime();

/**
 * Entries of the state:
 * - `request/<ID>`: the certificate, the only one that leaves the CA under this ID
 * - `serial/<hex>`: whose number it is. Of two calls with one ID, the loser's number stays reserved and unused
 * - `revoked/<hex>`, `latest-not-before`, and the counter `crl-number`
 */
export function createIssuance({ state, random }: PluginHost): Issuance {
  const find: Issuance['find'] = async (requestId, fingerprint) => {
    const value = await state.get(`request/${requestId}`);
    if (value === undefined) return undefined;
    const found = parse(request, value);
    if (found.fingerprint === fingerprint) return new Uint8Array(Buffer.from(found.certificate, 'base64'));
    throw new PluginError(
      'CA_REQUEST_CONFLICT',
      `The request ${requestId} was answered already, and asked for something else. Use another ID.`,
    );
  };
  return {
    find,
    async reserveSerialNumber(requestId) {
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const octets = random(16);
        const isUsable = octets.length === 16 && octets[0] !== 0;
        if (isUsable && (await state.putIfAbsent(`serial/${hex(octets)}`, { requestId }))) return octets;
      }
      throw new PluginError('PROVIDER_UNAVAILABLE', 'The random source repeats itself. Check the machine.', {
        retryable: true,
      });
    },
    async record({ requestId, fingerprint, certificate, serialNumber, notBefore }) {
      const entry = { fingerprint, serialNumber: hex(serialNumber), certificate: base64(certificate) };
      const isFirst = await state.putIfAbsent(`request/${requestId}`, entry);
      if (isFirst) {
        const latest = await state.get('latest-not-before');
        const isLater = latest === undefined || parse(moment, latest) < notBefore.toISOString();
        if (isLater) await state.put('latest-not-before', notBefore.toISOString());
      }
      return (await find(requestId, fingerprint)) ?? certificate;
    },
    async revoke(serialNumber, { reason, at }) {
      const owner = await state.get(`serial/${serialNumber}`);
      if (owner === undefined) throw unknownCertificate();
      const issued = await state.get(`request/${parse(serial, owner).requestId}`);
      if (issued === undefined || parse(request, issued).serialNumber !== serialNumber)
        throw unknownCertificate();
      await state.putIfAbsent(`revoked/${serialNumber}`, { reason, at: at.toISOString() });
    },
    async revocations() {
      const entries = await state.list('revoked/');
      const revoked = entries.map(({ key, value }) => {
        const { reason, at } = parse(revocation, value);
        const serialNumber = new Uint8Array(Buffer.from(key.slice('revoked/'.length), 'hex'));
        return { serialNumber, revokedAt: new Date(at), reason };
      });
      const latest = await state.get('latest-not-before');
      const moments = revoked.map(({ revokedAt }) => revokedAt.getTime());
      if (latest !== undefined) moments.push(Date.parse(parse(moment, latest)));
      return { revoked, latest: new Date(moments.reduce((a, b) => Math.max(a, b), 0)) };
    },
    nextCrlNumber: () => state.increment('crl-number'),
  };
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
