import { readFile, writeFile } from 'node:fs/promises';
import { extractCertificates, namesOf, type OcspQuestion, type SignedDataFiles } from './openssl.ts';

/** The signer's certificate and the one above it, as openssl finds them in the signature. */
export async function questionAbout(
  files: SignedDataFiles,
  trust: string,
): Promise<OcspQuestion & { serial: string }> {
  const { signer, certificates } = await extractCertificates(files);
  const { serial, issuer } = await namesOf(signer);
  const all =
    (await readFile(certificates, 'latin1')).match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----\n?/g) ?? [];
  const above = `${files.signedData}.issuer.pem`;
  for (const pem of all) {
    await writeFile(above, pem);
    if ((await namesOf(above)).subject === issuer)
      return { certificate: signer, issuer: above, trust, serial };
  }
  throw new Error(`the signature doesn't bring ${issuer}`);
}
