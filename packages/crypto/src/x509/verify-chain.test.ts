import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { boolean, objectIdentifier, octetString, sequence } from '../asn1/encode.ts';
import { resign } from '../testing/resign.ts';
import {
  crlOf,
  daysFromNow,
  type Holder,
  issue,
  type SampleChain,
  sampleChain,
} from '../testing/sample-chain.ts';
import { verifySampleChain } from '../testing/verify-sample-chain.ts';
import type { ChainInput, ChainResult } from './chain-types.ts';
import { issueCertificate } from './issue-certificate.ts';

let chain: SampleChain;
let rootCrl: Uint8Array;
let issuingCrl: Uint8Array;
beforeAll(async () => {
  chain = await sampleChain();
  rootCrl = await crlOf(chain.root);
  issuingCrl = await crlOf(chain.issuing);
});

const verify = (overrides: Partial<ChainInput> = {}): ChainResult =>
  verifySampleChain(chain, [rootCrl, issuingCrl], overrides);

/** A certificate with one bit of its signature changed. */
function tampered({ certificate }: Holder): Uint8Array {
  return certificate.with(-1, (certificate.at(-1) ?? 0) ^ 1);
}

describe('path building', () => {
  test('signer → issuing CA → root is trusted, whatever the order and surplus of certificates', async () => {
    const stranger = await issue('root', 'self', { subject: { commonName: 'Stranger' } });
    const intermediates = [stranger, chain.tsa, chain.issuing, chain.root].map(
      ({ certificate }) => certificate,
    );
    expect(verify({ intermediates: [randomBytes(80), ...intermediates] })).toEqual({
      status: 'trusted',
      reasons: [],
      chain: [chain.signer.certificate, chain.issuing.certificate, chain.root.certificate],
      revocation: [
        expect.objectContaining({ status: 'good', source: 'crl', thisUpdate: daysFromNow(1) }),
        expect.objectContaining({ status: 'good', source: 'crl', thisUpdate: daysFromNow(1) }),
      ],
    });
  });

  test('without anchors, or with only foreign ones, trust is unknown', async () => {
    const stranger = await issue('root', 'self', { subject: { commonName: 'Stranger' } });
    for (const trust of [[], [stranger.certificate]]) {
      expect(verify({ trust })).toMatchObject({ status: 'unknown', reasons: ['NO_TRUST_ANCHOR'] });
    }
    expect(verify({ intermediates: [] }).status).toBe('unknown');
  });

  test('a root of the same name with another key is not the anchor', async () => {
    const impostor = await issue('root', 'self', { subject: { commonName: 'Sample Root', country: 'CN' } });
    expect(verify({ trust: [impostor.certificate] }).status).toBe('unknown');
    expect(verify({ trust: [impostor.certificate, chain.root.certificate] }).status).toBe('trusted');
  });

  test('names match without regard to case and repeated space (§7.1)', async () => {
    const root = await issue('root', 'self', { subject: { commonName: 'My  Root' } });
    const renamed = await issue('person', { ...root, certificate: await sameKeyOtherSpelling(root) });
    expect(
      verify({ leaf: renamed.certificate, intermediates: [], trust: [root.certificate], crls: [] }).status,
    ).toBe('trusted');
  });

  test('an issuing CA or the signer itself may be the anchor', () => {
    expect(verify({ trust: [chain.issuing.certificate] }).chain).toHaveLength(2);
    expect(verify({ trust: [chain.signer.certificate] })).toMatchObject({ status: 'trusted', reasons: [] });
  });

  test('a hundred certificates of one name end the search, not the process', async () => {
    const decoys = await Promise.all(
      Array.from({ length: 60 }, () => issue('root', 'self', { subject: { commonName: 'Loop' } })),
    );
    const leaf = await issue('person', decoys[0] ?? chain.root);
    const started = performance.now();
    expect(verify({ leaf: leaf.certificate, intermediates: decoys.map((d) => d.certificate) }).status).toBe(
      'unknown',
    );
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

function sameKeyOtherSpelling(root: Holder): Promise<Uint8Array> {
  return issueCertificate({
    profile: 'root',
    subject: { commonName: 'MY ROOT' },
    publicKey: root.publicKey,
    issuer: 'self',
    issuerKey: root,
    serialNumber: randomBytes(16),
    notBefore: daysFromNow(-1),
    notAfter: daysFromNow(1),
  });
}

describe('RFC 5280 §6 path validation', () => {
  test('a changed certificate is untrusted', () => {
    expect(verify({ leaf: tampered(chain.signer) })).toMatchObject({
      status: 'untrusted',
      reasons: ['CERTIFICATE_SIGNATURE_WRONG'],
    });
    expect(verify({ intermediates: [tampered(chain.issuing)] }).status).toBe('untrusted');
  });

  test('an unreadable leaf is untrusted, not a crash', () => {
    expect(verify({ leaf: randomBytes(300) })).toMatchObject({
      status: 'untrusted',
      reasons: ['CERTIFICATE_UNREADABLE'],
    });
  });

  test('validity is judged at the moment of signing, not now', async () => {
    const { certificate: leaf } = await issue('person', chain.issuing, { notAfter: daysFromNow(2) });
    expect(verify({ leaf, at: daysFromNow(1) }).status).toBe('trusted');
    expect(verify({ leaf, at: daysFromNow(3) })).toMatchObject({
      status: 'untrusted',
      reasons: expect.arrayContaining(['EXPIRED']),
    });
    expect(verify({ leaf, at: daysFromNow(-2) }).reasons).toContain('NOT_YET_VALID');
  });

  test('a signer cannot issue: no authority, no keyCertSign', async () => {
    const victim = await issue('person', chain.issuing);
    const leaf = resign(victim.certificate, chain.signer);
    const result = verify({ leaf, intermediates: [chain.signer.certificate, chain.issuing.certificate] });
    expect(result.status).toBe('untrusted');
    expect(result.reasons).toEqual(expect.arrayContaining(['NOT_A_CA', 'KEY_USAGE']));
  });

  test('an issuing CA cannot issue further authorities (path length 0)', async () => {
    const below = await issue('root', 'self', { subject: { commonName: 'Sub' } });
    const subCa = resign(below.certificate, chain.issuing);
    const leaf = await issue('person', { ...below, certificate: subCa });
    const result = verify({ leaf: leaf.certificate, intermediates: [subCa, chain.issuing.certificate] });
    expect(result).toMatchObject({ status: 'untrusted', reasons: expect.arrayContaining(['PATH_TOO_LONG']) });
  });

  test('a critical extension nobody knows is refused, the same one uncritical passed over (§4.2)', async () => {
    const unknown = (...criticality: Uint8Array[]) =>
      sequence(objectIdentifier('1.3.6.1.4.1.99999.9'), ...criticality, octetString(Uint8Array.of(5, 0)));
    const critical = resign(chain.signer.certificate, chain.issuing, { extension: unknown(boolean(true)) });
    expect(verify({ leaf: critical })).toMatchObject({
      status: 'untrusted',
      reasons: ['CRITICAL_EXTENSION_UNKNOWN'],
    });
    expect(
      verify({ leaf: resign(chain.signer.certificate, chain.issuing, { extension: unknown() }) }).status,
    ).toBe('trusted');
  });

  test('an extension that stands twice makes the certificate unreadable (§4.2)', async () => {
    const again = sequence(objectIdentifier('2.5.29.14'), octetString(octetString(Uint8Array.of(1))));
    expect(
      verify({ leaf: resign(chain.signer.certificate, chain.issuing, { extension: again }) }).reasons,
    ).toEqual(['CERTIFICATE_UNREADABLE']);
  });
});

describe('purposes', () => {
  test('a TSA certificate signs no documents, a signer stamps no time', () => {
    expect(verify({ leaf: chain.tsa.certificate }).reasons).toEqual(['EXTENDED_KEY_USAGE']);
    expect(verify({ purpose: 'timestamping' }).reasons).toEqual(['EXTENDED_KEY_USAGE']);
    expect(verify({ leaf: chain.tsa.certificate, purpose: 'timestamping' })).toMatchObject({
      status: 'trusted',
      reasons: [],
    });
  });

  test('an authority signs no documents', () => {
    expect(verify({ leaf: chain.issuing.certificate, intermediates: [] })).toMatchObject({
      status: 'untrusted',
      reasons: ['KEY_USAGE'],
    });
  });
});

test('a short RSA key is remarked', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const { certificate: leaf } = await issue('person', chain.issuing, { publicKey: spki });
  expect(verify({ leaf })).toMatchObject({ status: 'trusted', reasons: ['WEAK_ALGORITHM'] });
});
