import { randomBytes, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasOpenssl, OpensslFolder } from '../testing/openssl.ts';
import {
  daysFromNow,
  type Holder,
  issue,
  NOW,
  POLICY,
  type SampleChain,
  sampleChain,
} from '../testing/sample-chain.ts';
import { describeCertificate } from './describe-certificate.ts';
import { parseCertificate } from './parsed-certificate.ts';
import { pemEncode } from './pem.ts';

let chain: SampleChain;
beforeAll(async () => {
  chain = await sampleChain();
});

const inputRefused = expect.objectContaining({ code: 'CERTIFICATE_INPUT_INVALID' });

/** Critical extensions of a certificate, as OIDs. */
function criticalOf(holder: Holder): string[] {
  return [...parseCertificate(holder.certificate).extensions]
    .filter(([, { critical }]) => critical)
    .map(([oid]) => oid)
    .toSorted();
}

const EVENT = { contract: '0199c0de-0000-7000-8000-000000000001', evidence: new Uint8Array(32).fill(0xee) };

const KEY_USAGE = '2.5.29.15';
const BASIC_CONSTRAINTS = '2.5.29.19';
const EXTENDED_KEY_USAGE = '2.5.29.37';

describe('RFC 5280 profiles', () => {
  test('a root is its own issuer, an authority without a path length', () => {
    const root = describeCertificate(chain.root.certificate);
    expect(root.issuer).toEqual(root.subject);
    expect(root).toMatchObject({ isCa: true, keyUsage: ['keyCertSign', 'cRLSign'], extendedKeyUsage: [] });
    expect(parseCertificate(chain.root.certificate).basicConstraints).toEqual({
      isCa: true,
      pathLength: undefined,
    });
    expect(criticalOf(chain.root)).toEqual([KEY_USAGE, BASIC_CONSTRAINTS]);
  });

  test('an issuing CA has path length 0', () => {
    expect(parseCertificate(chain.issuing.certificate).basicConstraints).toEqual({
      isCa: true,
      pathLength: 0,
    });
    expect(describeCertificate(chain.issuing.certificate).keyUsage).toEqual(['keyCertSign', 'cRLSign']);
    expect(criticalOf(chain.issuing)).toEqual([KEY_USAGE, BASIC_CONSTRAINTS]);
  });

  test.each(['person', 'enterprise', 'platform', 'event'] as const)(
    'a certificate of the profile %s may sign documents and nothing else',
    async (profile) => {
      const signer = await issue(profile, chain.issuing, profile === 'event' ? { event: EVENT } : {});
      const described = describeCertificate(signer.certificate);
      expect(described).toMatchObject({ isCa: false, keyUsage: ['digitalSignature', 'nonRepudiation'] });
      expect(described.extendedKeyUsage[0]).toBe('1.3.6.1.5.5.7.3.36');
      expect(described.extendedKeyUsage).not.toContain('1.3.6.1.5.5.7.3.8');
      expect(criticalOf(signer)).toEqual([KEY_USAGE, BASIC_CONSTRAINTS]);
    },
  );

  test('a TSA is for timestamping alone, critically (RFC 3161 §2.3)', () => {
    expect(describeCertificate(chain.tsa.certificate).extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.8']);
    expect(criticalOf(chain.tsa)).toEqual([KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE]);
  });

  test('an event certificate says which contract, and what was agreed to, its key was for', async () => {
    const once = await issue('event', chain.issuing, { event: EVENT });
    expect(describeCertificate(once.certificate).event).toEqual(EVENT);
    const { contract } = EVENT;
    const short = await issue('event', chain.issuing, { event: { contract } });
    expect(describeCertificate(short.certificate).event).toEqual({ contract });
    expect(describeCertificate(chain.signer.certificate)).not.toHaveProperty('event');
  });

  test('an event certificate without its event, or another with one, is refused', async () => {
    const { contract } = EVENT;
    await expect(issue('event', chain.issuing)).rejects.toThrow(inputRefused);
    await expect(issue('person', chain.issuing, { event: EVENT })).rejects.toThrow(inputRefused);
    for (const event of [
      { contract: '' },
      { contract: 'x'.repeat(65) },
      { contract: '合同' },
      { contract, evidence: new Uint8Array(20) },
    ]) {
      await expect(issue('event', chain.issuing, { event }), JSON.stringify(event)).rejects.toThrow(
        inputRefused,
      );
    }
  });

  test('an OCSP responder may sign answers alone, and need not be looked up (RFC 6960 §4.2.2.2)', async () => {
    const responder = await issue('ocsp-responder', chain.issuing);
    expect(describeCertificate(responder.certificate)).toMatchObject({
      isCa: false,
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'],
    });
    const noCheck = parseCertificate(responder.certificate).extensions.get('1.3.6.1.5.5.7.48.1.5');
    expect(noCheck).toEqual({ critical: false, value: Uint8Array.of(5, 0) });
    expect(criticalOf(responder)).toEqual([KEY_USAGE, BASIC_CONSTRAINTS]);
  });

  test('an issuing CA permits every policy of those below it, unless it names its own', async () => {
    const policies = '2.5.29.32';
    const policiesOf = (holder: Holder) =>
      Buffer.from(parseCertificate(holder.certificate).extensions.get(policies)?.value ?? []).toString('hex');
    expect(policiesOf(chain.issuing)).toBe('300830060604551d2000');
    expect(policiesOf(await issue('issuing-ca', chain.root, { policyOid: '1.2.3' }))).toBe(
      '3006300406022a03',
    );
    expect(policiesOf(chain.signer)).toBe('');
  });

  test('authority and subject key identifiers chain', () => {
    const [root, issuing, signer] = [chain.root, chain.issuing, chain.signer].map((h) =>
      parseCertificate(h.certificate),
    );
    expect(issuing?.authorityKeyId).toBe(root?.subjectKeyId);
    expect(signer?.authorityKeyId).toBe(issuing?.subjectKeyId);
    expect(signer?.subjectKeyId).toMatch(/^[0-9a-f]{40}$/);
  });
});

describe('fields', () => {
  test('the serial number is the octets given, unsigned', async () => {
    const high = Buffer.from(`ff${'11'.repeat(15)}`, 'hex');
    const { certificate } = await issue('person', chain.issuing, { serialNumber: high });
    expect(describeCertificate(certificate).serialNumber).toBe(high.toString('hex'));
    expect(new X509Certificate(certificate).serialNumber).toBe(high.toString('hex').toUpperCase());
  });

  test('a zero or overlong serial number is refused', async () => {
    await expect(issue('person', chain.issuing, { serialNumber: new Uint8Array(16) })).rejects.toThrow(
      inputRefused,
    );
    await expect(
      issue('person', chain.issuing, { serialNumber: new Uint8Array(21).fill(1) }),
    ).rejects.toThrow(inputRefused);
  });

  test('Chinese names are UTF8String, the country PrintableString', async () => {
    const subject = {
      commonName: '张三',
      organization: '杭州甲乙科技有限公司',
      organizationalUnit: '法务部',
      country: 'CN',
      serialNumber: 'ID-42',
      organizationIdentifier: 'NTRCN-91330100MA2B0C5D6E',
    };
    const { certificate } = await issue('person', chain.issuing, { subject });
    expect(describeCertificate(certificate).subject).toMatchObject(subject);
    const der = Buffer.from(certificate);
    expect(der.includes(Buffer.concat([Buffer.of(0x0c, 6), Buffer.from('张三')]))).toBe(true);
    expect(der.includes(Buffer.concat([Buffer.of(0x13, 2), Buffer.from('CN')]))).toBe(true);
  });

  test.each([
    { commonName: '' },
    { commonName: 'x'.repeat(65) },
    { commonName: 'x', country: 'cn' },
    { commonName: 'x', country: 'CHN' },
    { commonName: 'x', serialNumber: '编号' },
    { commonName: 'x', serialNumber: '1'.repeat(65) },
    { commonName: 'x', organization: '司'.repeat(65) },
    { commonName: 'x', organizationalUnit: '部'.repeat(65) },
    { commonName: 'x', organizationIdentifier: 'N'.repeat(257) },
    { commonName: 'x', country: '中国' },
    { commonName: ' x' },
    { commonName: 'x\ud800' },
    { commonName: 'bank.example\0.evil.example' },
  ])('the name %j is refused', async (subject) => {
    await expect(issue('person', chain.issuing, { subject })).rejects.toThrow(inputRefused);
  });

  test('a name is written composed, however it was typed', async () => {
    const { certificate } = await issue('person', chain.issuing, { subject: { commonName: 'e\u0301' } });
    expect(describeCertificate(certificate).subject.commonName).toBe('\u00e9');
  });

  test('64 Chinese characters fit a name, as the limit counts characters', async () => {
    const { certificate } = await issue('person', chain.issuing, {
      subject: { commonName: '司'.repeat(64) },
    });
    expect(describeCertificate(certificate).subject.commonName).toBe('司'.repeat(64));
  });

  test('times are UTCTime through 2049 and GeneralizedTime from 2050 (§4.1.2.5)', async () => {
    const notBefore = new Date('2026-04-30T23:59:59.999Z');
    const { certificate } = await issue('person', chain.issuing, {
      notBefore,
      notAfter: new Date('2050-01-01T00:00:00Z'),
    });
    const text = Buffer.from(certificate).toString('latin1');
    expect(text).toContain('\x17\x0d260430235959Z\x18\x0f20500101000000Z');
    expect(describeCertificate(certificate).notAfter).toEqual(new Date('2050-01-01T00:00:00Z'));
    const last = await issue('person', chain.issuing, { notAfter: new Date('2049-12-31T23:59:59Z') });
    expect(Buffer.from(last.certificate).toString('latin1')).toContain('\x17\x0d491231235959Z');
  });

  test('a validity that ends before it begins is refused', async () => {
    await expect(issue('person', chain.issuing, { notAfter: daysFromNow(-2) })).rejects.toThrow(inputRefused);
  });

  test('neither a signer nor an issuing CA can issue an authority, nor a foreign key anything', async () => {
    await expect(issue('person', chain.signer)).rejects.toThrow(inputRefused);
    await expect(issue('issuing-ca', chain.issuing)).rejects.toThrow(inputRefused);
    await expect(issue('person', { ...chain.issuing, privateKey: chain.root.privateKey })).rejects.toThrow(
      inputRefused,
    );
    await expect(issue('root', chain.root)).rejects.toThrow(inputRefused);
  });
});

describe('describing', () => {
  test('addresses are read back, from AIA and CRL distribution points', async () => {
    const { certificate } = await issue('person', chain.issuing, {
      crlUrl: 'http://ca.example/1.crl',
      ocspUrl: 'http://ca.example/ocsp/1',
      caIssuersUrl: 'http://ca.example/1.cer',
    });
    expect(describeCertificate(certificate)).toMatchObject({
      crlUrls: ['http://ca.example/1.crl'],
      ocspUrls: ['http://ca.example/ocsp/1'],
      caIssuersUrls: ['http://ca.example/1.cer'],
    });
    expect(describeCertificate(chain.signer.certificate)).toMatchObject({ ocspUrls: [], caIssuersUrls: [] });
  });

  test('names are written after RFC 4514, most specific part first, specials escaped', async () => {
    const subject = { commonName: 'A, B + "C"\n<x>', organization: '#org', country: 'CN' };
    const { certificate } = await issue('person', chain.issuing, { subject });
    expect(describeCertificate(certificate).subject.text).toBe(
      'CN=A\\, B \\+ \\"C\\"\\0a\\<x\\>,O=\\#org,C=CN',
    );
  });

  test('the fingerprint is the SHA-256 other software shows', () => {
    const shown = new X509Certificate(chain.signer.certificate).fingerprint256
      .replaceAll(':', '')
      .toLowerCase();
    expect(describeCertificate(chain.signer.certificate).fingerprint).toBe(shown);
  });

  test('what is no certificate gives one coded error', () => {
    const refused = expect.objectContaining({ code: 'CERTIFICATE_INVALID' });
    expect(() => describeCertificate(new Uint8Array())).toThrow(refused);
    expect(() => describeCertificate(randomBytes(500))).toThrow(refused);
    expect(() => describeCertificate(chain.signer.certificate.subarray(0, 200))).toThrow(refused);
  });
});

describe.skipIf(!hasOpenssl)('openssl', () => {
  test('reads every field of an RSA-issued certificate with all extensions', async () => {
    using folder = new OpensslFolder();
    const root = await issue('root', 'self', { algorithm: 'rsa-2048' });
    const { certificate } = await issue('person', root, {
      algorithm: 'ec-p384',
      subject: { commonName: '李四', country: 'CN' },
      crlUrl: 'https://ca.example/crl/root.crl',
      caIssuersUrl: 'https://ca.example/root.cer',
      ocspUrl: 'https://ca.example/ocsp',
      policyOid: POLICY,
      email: 'li@example.com',
    });
    const file = folder.write('signer.pem', pemEncode(certificate, 'CERTIFICATE'));
    const text = folder.run('x509', '-in', file, '-noout', '-text', '-nameopt', 'utf8');
    for (const expected of [
      'Version: 3 (0x2)',
      'Signature Algorithm: sha256WithRSAEncryption',
      'CN=李四',
      'ASN1 OID: secp384r1',
      'X509v3 Basic Constraints: critical\n                CA:FALSE',
      'X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation\n',
      'URI:https://ca.example/crl/root.crl',
      'CA Issuers - URI:https://ca.example/root.cer',
      'OCSP - URI:https://ca.example/ocsp',
      `Policy: ${POLICY}`,
      'email:li@example.com',
    ]) {
      expect(text).toContain(expected);
    }
  });

  test('shows an event certificate with an extension it may pass over, and a responder with its exemption', async () => {
    using folder = new OpensslFolder();
    const shown = async (holder: Holder) =>
      folder.run(
        'x509',
        '-in',
        folder.write('it.pem', pemEncode(holder.certificate, 'CERTIFICATE')),
        '-noout',
        '-text',
      );
    const event = await shown(await issue('event', chain.issuing, { event: EVENT }));
    expect(event).toMatch(new RegExp(`2\\.25\\.183472910\\.1: \\n.*${EVENT.contract}`));
    expect(event).not.toContain('2.25.183472910.1: critical');
    const responder = await shown(await issue('ocsp-responder', chain.issuing));
    expect(responder).toContain('OCSP No Check:');
    expect(responder).toContain('X509v3 Extended Key Usage: \n                OCSP Signing\n');
  });

  test('verifies root → issuing CA → every profile strictly (-x509_strict)', async () => {
    using folder = new OpensslFolder();
    const root = folder.write('root.pem', pemEncode(chain.root.certificate, 'CERTIFICATE'));
    const issuing = folder.write('issuing.pem', pemEncode(chain.issuing.certificate, 'CERTIFICATE'));
    const signer = folder.write('signer.pem', pemEncode(chain.signer.certificate, 'CERTIFICATE'));
    const tsa = folder.write('tsa.pem', pemEncode(chain.tsa.certificate, 'CERTIFICATE'));
    const common = [
      '-x509_strict',
      '-attime',
      `${NOW.getTime() / 1000}`,
      '-CAfile',
      root,
      '-untrusted',
      issuing,
    ];
    expect(folder.run('verify', ...common, '-purpose', 'smimesign', signer)).toContain('OK');
    expect(folder.run('verify', ...common, '-purpose', 'timestampsign', tsa)).toContain('OK');
    const others = {
      event: await issue('event', chain.issuing, { event: EVENT, policyOid: POLICY }),
      person: await issue('person', chain.issuing, { policyOid: POLICY, ocspUrl: 'http://ca.example/ocsp' }),
      platform: await issue('platform', chain.issuing),
    };
    for (const [name, { certificate }] of Object.entries(others)) {
      const file = folder.write(`${name}.pem`, pemEncode(certificate, 'CERTIFICATE'));
      expect(folder.run('verify', ...common, '-purpose', 'smimesign', file)).toContain('OK');
    }
    // Policies are valid on the whole path: the issuing CA permits them.
    const explicit = ['-policy_check', '-explicit_policy', '-policy', POLICY];
    const event = folder.at('event.pem');
    expect(folder.run('verify', ...common, ...explicit, event)).toContain('OK');
    expect(folder.runFailing('verify', ...common, ...explicit, signer)).toContain('no explicit policy');
    const responder = await issue('ocsp-responder', chain.issuing);
    const answering = folder.write('responder.pem', pemEncode(responder.certificate, 'CERTIFICATE'));
    expect(folder.run('verify', ...common, '-purpose', 'ocsphelper', answering)).toContain('OK');
    expect(folder.runFailing('verify', ...common, '-purpose', 'smimesign', answering)).toContain(
      'unsuitable',
    );
    expect(folder.runFailing('verify', ...common, '-purpose', 'timestampsign', signer)).toContain(
      'unsuitable',
    );
  });
});
