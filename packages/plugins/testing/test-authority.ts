import { randomBytes, X509Certificate } from 'node:crypto';
import {
  generateKeyPair,
  issueCertificate,
  type KeyAlgorithm,
  type KeyPair,
  pemDecode,
  pemEncode,
} from '@chopmark/crypto';

const day = 24 * 60 * 60 * 1000;

/** A root made for tests, and configurations of the built-in CA and TSA under it. */
export type TestAuthority = {
  root: Uint8Array;
  rootKey: KeyPair;
  /** For `ca/built-in`. */
  ca: { issuingCertificate: string; issuingKey: string; algorithm: KeyAlgorithm; chain: string[] };
  /** For `timestamp/built-in`. */
  tsa: { certificate: string; key: string; algorithm: KeyAlgorithm; chain: string[]; policy: string };
};

/** @param validFrom when the certificates begin, an hour ago by default; they last five years */
export async function testAuthority(
  algorithm: KeyAlgorithm = 'ec-p256',
  validFrom = new Date(Date.now() - 60 * 60 * 1000),
): Promise<TestAuthority> {
  const [rootKey, issuingKey, tsaKey] = [
    await generateKeyPair(algorithm),
    await generateKeyPair(algorithm),
    await generateKeyPair(algorithm),
  ];
  const common = {
    issuerKey: rootKey,
    notBefore: validFrom,
    notAfter: new Date(validFrom.getTime() + 1826 * day),
  };
  const serialNumber = () => new Uint8Array(randomBytes(16));
  const root = await issueCertificate({
    ...common,
    profile: 'root',
    subject: { commonName: 'Test Root', country: 'CN' },
    publicKey: rootKey.publicKey,
    issuer: 'self',
    serialNumber: serialNumber(),
  });
  const under = { ...common, issuer: { certificate: root } };
  const issuing = await issueCertificate({
    ...under,
    profile: 'issuing-ca',
    subject: { commonName: 'Test Issuing CA', country: 'CN' },
    publicKey: issuingKey.publicKey,
    serialNumber: serialNumber(),
  });
  const tsa = await issueCertificate({
    ...under,
    profile: 'tsa',
    subject: { commonName: 'Test TSA', country: 'CN' },
    publicKey: tsaKey.publicKey,
    serialNumber: serialNumber(),
  });
  const chain = [pemEncode(root, 'CERTIFICATE')];
  return {
    root,
    rootKey,
    ca: {
      issuingCertificate: pemEncode(issuing, 'CERTIFICATE'),
      issuingKey: base64(issuingKey.privateKey),
      algorithm,
      chain,
    },
    tsa: {
      certificate: pemEncode(tsa, 'CERTIFICATE'),
      key: base64(tsaKey.privateKey),
      algorithm,
      chain,
      policy: '1.3.6.1.4.1.99999.1',
    },
  };
}

/** The configuration of the built-in CA after its issuing CA got another certificate for the same name and key. */
export async function renewed({ root, rootKey, ca }: TestAuthority, notBefore: Date) {
  const [issuing = new Uint8Array()] = pemDecode(ca.issuingCertificate);
  const certificate = await issueCertificate({
    profile: 'issuing-ca',
    subject: { commonName: 'Test Issuing CA', country: 'CN' },
    publicKey: new Uint8Array(new X509Certificate(issuing).publicKey.export({ type: 'spki', format: 'der' })),
    issuer: { certificate: root },
    issuerKey: rootKey,
    serialNumber: new Uint8Array(randomBytes(16)),
    notBefore,
    notAfter: new Date(notBefore.getTime() + 1826 * day),
  });
  return { ...ca, issuingCertificate: pemEncode(certificate, 'CERTIFICATE') };
}

/** The configuration of the built-in CA after another issuing CA, under the same root, took over from the one it has. */
export async function rolledOver({ root, rootKey, ca }: TestAuthority) {
  const { algorithm, chain, issuingCertificate, issuingKey } = ca;
  const pair = await generateKeyPair(algorithm);
  const certificate = await issueCertificate({
    profile: 'issuing-ca',
    subject: { commonName: 'Test Issuing CA 2', country: 'CN' },
    publicKey: pair.publicKey,
    issuer: { certificate: root },
    issuerKey: rootKey,
    serialNumber: new Uint8Array(randomBytes(16)),
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 1826 * day),
  });
  return {
    issuingCertificate: pemEncode(certificate, 'CERTIFICATE'),
    issuingKey: base64(pair.privateKey),
    algorithm,
    chain,
    retired: [{ certificate: issuingCertificate, key: issuingKey, algorithm, chain }],
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
