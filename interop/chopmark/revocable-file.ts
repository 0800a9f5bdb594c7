import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  describeCertificate,
  generateKeyPair,
  issueCertificate,
  issueCrl,
  type KeyPair,
  ocspRequest,
  ocspResponse,
  pemEncode,
  signingFunction,
  signPdf,
} from '@chopmark/crypto';
import {
  builtInPlugins,
  type CertificateAuthority,
  type Plugin,
  type TimestampAuthority,
} from '@chopmark/plugins';
import { testHost } from '@chopmark/plugins/testing';
import { classicPdfSample } from '../samples/classic-pdf.ts';

/** A signed file beside what its authorities publish at that moment; paths. */
export type RevocableFile = { pdf: string; trust: string; crls: string[]; ocsps: string[] };

type Options = {
  revoked?: { reason: number } /* before it signs */;
  rollOver?: boolean /* after it signed */;
};

const DAY = 86_400_000;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

type Root = { certificate: Uint8Array; keys: KeyPair };

/** Signs a file with a certificate of the built-in CA and a timestamp of the built-in TSA, under a root made for it. */
export async function makeRevocableFile(
  folder: string,
  name: string,
  options: Options = {},
): Promise<RevocableFile> {
  const root = await makeRoot();
  const issuing = await certify(root, 'issuing-ca', 'Interop Issuing CA');
  const stamping = await certify(root, 'tsa', 'Interop TSA');
  const host = testHost();
  const config = {
    issuingCertificate: base64(issuing.certificate),
    issuingKey: base64(issuing.keys.privateKey),
    algorithm: issuing.keys.algorithm,
    chain: [base64(root.certificate)],
    crlUrl: 'http://ca.invalid/crl/interop.crl',
    ocspUrl: 'http://ca.invalid/ocsp/interop',
  };
  const ca = (await pluginOf('ca').create(config, host)) as CertificateAuthority;
  const tsa = (await pluginOf('timestamp').create(
    {
      certificate: base64(stamping.certificate),
      key: base64(stamping.keys.privateKey),
      algorithm: stamping.keys.algorithm,
      chain: [base64(root.certificate)],
      policy: '1.3.6.1.4.1.99999.1',
    },
    host,
  )) as TimestampAuthority;

  const keys = await generateKeyPair('ec-p256');
  const { certificate, chain } = await ca.issue({
    requestId: name,
    profile: 'person',
    subject: { commonName: '李明', country: 'CN' },
    publicKey: keys.publicKey,
    validityDays: 365,
    event: { contract: 'interop' },
  });
  if (options.revoked) {
    const { serialNumber } = describeCertificate(certificate);
    await ca.revoke({ serialNumber, reason: options.revoked.reason, at: new Date() });
    // Times have whole seconds: the signature shall be later by all accounts.
    await new Promise((resolve) => setTimeout(resolve, 2100));
  }
  const pdf = await signPdf({
    pdf: await classicPdfSample(),
    field: { name: 'signer', rect: { page: 0, x: 60, y: 100, width: 90, height: 40 } },
    signer: { name: '李明' },
    signingTime: new Date(),
    identity: {
      algorithm: keys.algorithm,
      certificates: [certificate, ...chain],
      sign: signingFunction(keys),
    },
    timestamp: async (value) => {
      const digest = new Uint8Array(createHash('sha256').update(value).digest());
      return (await tsa.timestamp({ digest, digestAlgorithm: 'SHA-256' })).token;
    },
  });
  const serving = options.rollOver ? await rolledOver(root, config, host) : ca;
  const [issuer = new Uint8Array()] = chain;
  const asked = ocspRequest({ certificates: [{ certificate, issuer }] });
  const answers = [
    await serving.ocsp(asked),
    await answerOfRoot(root, issuing.certificate),
    await answerOfRoot(root, stamping.certificate),
  ];
  const lists = [await serving.crl(issuer), await crlOfRoot(root)];
  const write = async (file: string, content: Uint8Array | string) => {
    const path = join(folder, `${name}-${file}`);
    await writeFile(path, content);
    return path;
  };
  return {
    pdf: await write('signed.pdf', pdf),
    trust: await write('trust.pem', pemEncode(root.certificate, 'CERTIFICATE')),
    crls: await Promise.all(lists.map((der, index) => write(`${index}.crl`, der))),
    ocsps: await Promise.all(answers.map((der, index) => write(`${index}.ors`, der))),
  };
}

/** The CA after another issuing CA took over from the one that issued. */
async function rolledOver(
  root: Root,
  config: { issuingCertificate: string; issuingKey: string; algorithm: string; chain: string[] },
  host: ReturnType<typeof testHost>,
): Promise<CertificateAuthority> {
  const next = await certify(root, 'issuing-ca', 'Interop Issuing CA G2');
  const { issuingCertificate: certificate, issuingKey: key, algorithm, chain } = config;
  const changed = {
    ...config,
    issuingCertificate: base64(next.certificate),
    issuingKey: base64(next.keys.privateKey),
    retired: [{ certificate, key, algorithm, chain }],
  };
  return (await pluginOf('ca').create(changed, host)) as CertificateAuthority;
}

function pluginOf(kind: 'ca' | 'timestamp'): Plugin {
  const found = builtInPlugins.find((plugin) => plugin.kind === kind);
  if (!found) throw new Error(`no built-in plug-in of kind ${kind}`);
  return found;
}

const validity = () => ({
  notBefore: new Date(Date.now() - DAY),
  notAfter: new Date(Date.now() + 3000 * DAY),
});

async function makeRoot(): Promise<Root> {
  const keys = await generateKeyPair('ec-p256');
  const certificate = await issueCertificate({
    profile: 'root',
    subject: { commonName: 'Interop Root', country: 'CN' },
    publicKey: keys.publicKey,
    issuer: 'self',
    issuerKey: keys,
    serialNumber: new Uint8Array(randomBytes(16)),
    ...validity(),
  });
  return { certificate, keys };
}

async function certify(root: Root, profile: 'issuing-ca' | 'tsa', commonName: string) {
  const keys = await generateKeyPair('ec-p256');
  const certificate = await issueCertificate({
    profile,
    subject: { commonName, country: 'CN' },
    publicKey: keys.publicKey,
    issuer: { certificate: root.certificate },
    issuerKey: root.keys,
    serialNumber: new Uint8Array(randomBytes(16)),
    crlUrl: 'http://ca.invalid/crl/root.crl',
    ocspUrl: 'http://ca.invalid/ocsp/root',
    ...validity(),
  });
  return { certificate, keys };
}

function answerOfRoot({ certificate: issuer, keys }: Root, certificate: Uint8Array): Promise<Uint8Array> {
  const now = new Date();
  return ocspResponse({
    request: ocspRequest({ certificates: [{ certificate, issuer }] }),
    issuer,
    responder: { ...keys, certificate: issuer },
    statusOf: () => ({ status: 'good' }),
    producedAt: now,
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + DAY),
  });
}

function crlOfRoot({ certificate, keys }: Root): Promise<Uint8Array> {
  const now = new Date();
  return issueCrl({
    issuer: { certificate },
    issuerKey: keys,
    crlNumber: 1,
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + DAY),
    revoked: [],
  });
}
