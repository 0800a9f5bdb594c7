import { beforeAll, describe, expect, test } from 'vitest';
import { childrenOf, readElement } from '../asn1/element.ts';
import { hasOpenssl, OpensslFolder } from '../testing/openssl.ts';
import { resign } from '../testing/resign.ts';
import {
  crlOf,
  daysFromNow,
  issue,
  NOW,
  type SampleChain,
  sampleChain,
  serialOf,
} from '../testing/sample-chain.ts';
import { verifySampleChain } from '../testing/verify-sample-chain.ts';
import { describeCertificate } from './describe-certificate.ts';
import { pemEncode } from './pem.ts';
import { isIssuedBy } from './signed-by.ts';

let chain: SampleChain;
let classic: SampleChain;
let crls: Uint8Array[];
beforeAll(async () => {
  [chain, classic] = [await sampleChain('sm2'), await sampleChain('ec-p256')];
  crls = [await crlOf(chain.root), await crlOf(chain.issuing)];
});

/** AlgorithmIdentifier of SM2-with-SM3 alone, without parameters (GB/T 20518 §5.2.3). */
const SM2_WITH_SM3 = '300a06082a811ccf55018375';

describe('certificates and CRLs with SM2 (GB/T 20518)', () => {
  test('name SM2-with-SM3 inside and outside, and the curve in the key', () => {
    for (const der of [chain.root.certificate, chain.signer.certificate, ...crls]) {
      const [tbs, algorithm] = childrenOf(readElement(der));
      expect(Buffer.from(algorithm?.raw ?? []).toString('hex')).toBe(SM2_WITH_SM3);
      expect(Buffer.from(tbs?.raw ?? []).toString('hex')).toContain(SM2_WITH_SM3);
    }
    // id-ecPublicKey with 1.2.156.10197.1.301
    expect(Buffer.from(chain.signer.certificate).toString('hex')).toContain(
      '301306072a8648ce3d020106082a811ccf5501822d',
    );
    expect(describeCertificate(chain.signer.certificate).publicKeyAlgorithm).toBe('sm2');
  });

  test('chain up to the root, with nothing unknown', () => {
    expect(verifySampleChain(chain, crls)).toMatchObject({ status: 'trusted', reasons: [] });
    expect(
      verifySampleChain(chain, crls, { leaf: chain.tsa.certificate, purpose: 'timestamping' }),
    ).toMatchObject({ status: 'trusted', reasons: [] });
  });

  test('a revoked one is untrusted', async () => {
    const entry = { serialNumber: serialOf(chain.signer.certificate), revokedAt: daysFromNow(-0.5) };
    const list = await crlOf(chain.issuing, [entry]);
    expect(verifySampleChain(chain, [...crls, list])).toMatchObject({
      status: 'untrusted',
      reasons: ['REVOKED'],
    });
  });

  test('a CRL or certificate of which one bit was changed counts for nothing', async () => {
    const list = (crls[1] ?? new Uint8Array()).slice();
    list[list.length - 1] = (list.at(-1) ?? 0) ^ 1;
    expect(verifySampleChain(chain, [crls[0] ?? list, list]).reasons).toEqual(['REVOCATION_UNKNOWN']);
    const leaf = chain.signer.certificate.slice();
    leaf[leaf.length - 1] = (leaf.at(-1) ?? 0) ^ 1;
    expect(verifySampleChain(chain, crls, { leaf })).toMatchObject({
      status: 'untrusted',
      reasons: ['CERTIFICATE_SIGNATURE_WRONG'],
    });
  });

  test('isIssuedBy tells the issuer from others of any algorithm', () => {
    expect(isIssuedBy(chain.signer.certificate, chain.issuing.certificate)).toBe(true);
    expect(isIssuedBy(chain.root.certificate, chain.root.certificate)).toBe(true);
    expect(isIssuedBy(classic.signer.certificate, classic.issuing.certificate)).toBe(true);
    // Of the same name.
    expect(isIssuedBy(chain.signer.certificate, classic.issuing.certificate)).toBe(false);
    expect(isIssuedBy(classic.signer.certificate, chain.issuing.certificate)).toBe(false);
    expect(isIssuedBy(chain.signer.certificate, chain.root.certificate)).toBe(false);
    expect(isIssuedBy(crls[0] ?? new Uint8Array(), chain.root.certificate)).toBe(true);
    expect(isIssuedBy(crls[0] ?? new Uint8Array(), chain.issuing.certificate)).toBe(false);
    expect(isIssuedBy(new Uint8Array(9), chain.root.certificate)).toBe(false);
  });
});

describe('SM2 beside other algorithms', () => {
  test('is never issued by an authority of another algorithm, nor issues it', async () => {
    const refused = expect.objectContaining({ code: 'CERTIFICATE_INPUT_INVALID' });
    await expect(issue('person', classic.issuing, { algorithm: 'sm2' })).rejects.toEqual(refused);
    await expect(issue('person', chain.issuing, { algorithm: 'ec-p256' })).rejects.toEqual(refused);
    await expect(issue('issuing-ca', classic.root, { algorithm: 'sm2' })).rejects.toEqual(refused);
  });

  test.each<[string, () => { leaf: Uint8Array; issuing: Uint8Array; root: Uint8Array }]>([
    [
      'an SM2 signer under a P-256 authority',
      () => ({
        leaf: resign(chain.signer.certificate, classic.issuing),
        issuing: classic.issuing.certificate,
        root: classic.root.certificate,
      }),
    ],
    [
      'an SM2 authority under a P-256 root',
      () => ({
        leaf: chain.signer.certificate,
        issuing: resign(chain.issuing.certificate, classic.root),
        root: classic.root.certificate,
      }),
    ],
    [
      'a P-256 signer under an SM2 authority',
      () => ({
        leaf: resign(classic.signer.certificate, chain.issuing),
        issuing: chain.issuing.certificate,
        root: chain.root.certificate,
      }),
    ],
  ])('%s, from another CA: trusted with a remark', (_, make) => {
    const { leaf, issuing, root } = make();
    const result = verifySampleChain(chain, [], { leaf, intermediates: [issuing], trust: [root] });
    expect(result.status).toBe('trusted');
    expect(result.reasons).toContain('MIXED_ALGORITHMS');
  });

  test('a chain without SM2 draws no such remark', () => {
    const result = verifySampleChain(classic, []);
    expect(result).toMatchObject({ status: 'trusted', reasons: ['REVOCATION_UNKNOWN'] });
  });
});

describe.skipIf(!hasOpenssl)('openssl', () => {
  const at = ['-attime', `${NOW.getTime() / 1000}`];
  const identity = ['-vfyopt', 'distid:1234567812345678'];

  // The command hands the identity to the certificate it checks, not to those between: so one link at a time.
  test('verifies each link of our chain, and no changed one', () => {
    using folder = new OpensslFolder();
    const file = (name: string, der: Uint8Array) => folder.write(name, pemEncode(der, 'CERTIFICATE'));
    const root = file('root.pem', chain.root.certificate);
    const issuing = file('issuing.pem', chain.issuing.certificate);
    const signer = file('signer.pem', chain.signer.certificate);
    const link = (trusted: string) => [
      ...['verify', '-partial_chain', '-x509_strict', ...at, ...identity, '-trusted', trusted],
    ];
    expect(folder.run(...link(root), issuing)).toContain('OK');
    expect(folder.run(...link(issuing), '-purpose', 'smimesign', signer)).toContain('OK');
    expect(folder.runFailing(...link(signer), issuing)).toMatch(/unable to get/);
    const broken = chain.signer.certificate.slice();
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    expect(folder.runFailing(...link(issuing), file('broken.pem', broken))).toMatch(/signature failure/);
  });

  test('reads what we wrote', () => {
    using folder = new OpensslFolder();
    const signer = folder.write('signer.pem', pemEncode(chain.signer.certificate, 'CERTIFICATE'));
    const text = folder.run('x509', '-in', signer, '-noout', '-text', '-nameopt', 'utf8');
    for (const expected of ['Signature Algorithm: SM2-with-SM3', 'ASN1 OID: SM2', '杭州甲乙科技有限公司']) {
      expect(text).toContain(expected);
    }
    const list = folder.write('list.der', crls[1] ?? new Uint8Array());
    expect(folder.run('crl', '-inform', 'DER', '-in', list, '-noout', '-text')).toContain('SM2-with-SM3');
  });

  test('issues certificates that we verify', () => {
    using folder = new OpensslFolder();
    folder.run('genpkey', '-algorithm', 'SM2', '-out', folder.at('root.key'));
    folder.run('genpkey', '-algorithm', 'SM2', '-out', folder.at('leaf.key'));
    const signing = ['-sm3', '-sigopt', 'distid:1234567812345678'];
    folder.run(
      ...['req', '-x509', '-key', folder.at('root.key'), '-subj', '/C=CN/CN=Other SM2 Root', '-days', '3650'],
      ...[...signing, '-addext', 'keyUsage=critical,keyCertSign', '-outform', 'DER'],
      ...['-out', folder.at('root.der')],
    );
    const requested = ['-subj', '/C=CN/CN=Leaf', '-out', folder.at('leaf.csr')];
    folder.run('req', '-new', '-key', folder.at('leaf.key'), ...signing, ...requested);
    folder.run(
      ...['x509', '-req', '-in', folder.at('leaf.csr'), '-CA', folder.at('root.der'), '-days', '30'],
      ...['-CAkey', folder.at('root.key'), '-CAcreateserial', '-vfyopt', 'distid:1234567812345678'],
      ...[...signing, '-outform', 'DER', '-out', folder.at('leaf.der')],
    );
    const [root, leaf] = [folder.read('root.der'), folder.read('leaf.der')];
    const result = verifySampleChain(chain, [], {
      leaf,
      intermediates: [],
      trust: [root],
      at: new Date(Date.now() + 60_000),
    });
    expect(result).toMatchObject({ status: 'trusted', reasons: ['REVOCATION_UNKNOWN'] });
    expect(result.chain).toHaveLength(2);
  });
});
