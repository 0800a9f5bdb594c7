import { expect, test } from 'vitest';
import { buildSignatureRevision, type SignatureRevisionInput } from './signature-revision.ts';
import { pdfFixture } from './testing/pdf-fixture.ts';

/** An upload's own empty field, whose author asks for something. */
function signWith(seed: string, more: Partial<SignatureRevisionInput> = {}) {
  const pdf = pdfFixture({
    catalog: '/AcroForm << /Fields [100 0 R] >>',
    objects: {
      100: '<< /T (s) /FT /Sig /Rect [0 0 9 9] /SV 101 0 R >>',
      101: `<< /Type /SV ${seed} >>`,
    },
  });
  return buildSignatureRevision({
    pdf,
    field: 's',
    signer: { name: 'A', reason: 'agreed' },
    signingTime: new Date(),
    ...more,
  });
}

test.each<[string, string, Partial<SignatureRevisionInput>?]>([
  ['another handler', '/Ff 1 /Filter /Other.Handler'],
  ['another kind of signature', '/Ff 2 /SubFilter [/adbe.pkcs7.detached]'],
  ['a later version', '/Ff 4 /V 4'],
  ['another reason', '/Ff 8 /Reasons [(approved) (seen)]'],
  ['no reason', '/Ff 8 /Reasons [(.)]'],
  ['no reason, by naming none', '/Ff 8'],
  ['revocation data', '/Ff 32 /AddRevInfo true'],
  ['another digest', '/Ff 64 /DigestMethod [(SHA512)]'],
  ['all to be locked', '/Ff 128 /LockDocument /true'],
  ['a certain look', '/Ff 256 /AppearanceFilter (Stamp)'],
  ['a certification', '/MDP << /P 2 >>'],
  ['a timestamp', '/TimeStamp << /URL (http://tsa) /Ff 1 >>', { timestamped: false }],
  ['certain certificates', '/Cert << /Ff 2 /Issuer [<30>] >>'],
])('is not signed against what its author requires: %s', async (_, seed, more) => {
  await expect(signWith(seed, more)).rejects.toMatchObject({ code: 'FIELD_CONSTRAINED' });
});

test.each<[string, string, Partial<SignatureRevisionInput>?]>([
  ['nothing', ''],
  [
    'wishes',
    '/Ff 0 /SubFilter [/adbe.pkcs7.detached] /Reasons [(seen)] /DigestMethod [(SHA512)] /LockDocument /true',
  ],
  ['this handler', '/Ff 1 /Filter /Adobe.PPKLite'],
  ['this kind among others', '/Ff 2 /SubFilter [/adbe.pkcs7.detached /ETSI.CAdES.detached]'],
  ['this reason', '/Ff 8 /Reasons [(agreed)]'],
  ['no reason, and none is given', '/Ff 8', { signer: { name: 'A' } }],
  ['this digest', '/Ff 64 /DigestMethod [(SHA1) (SHA256)]'],
  ['an approval', '/MDP << /P 0 >>'],
  ['a timestamp, and there is one', '/TimeStamp << /Ff 1 >>', { timestamped: true }],
  ['where certificates are to be had', '/Cert << /Ff 64 /URL (http://ca) >>'],
])('is signed where its author requires %s', async (_, seed, more) => {
  await expect(signWith(seed, more)).resolves.toBeDefined();
});
