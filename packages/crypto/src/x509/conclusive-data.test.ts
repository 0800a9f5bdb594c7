import { expect, test } from 'vitest';
import { ocspOf } from '../testing/ocsp.ts';
import { crlOf, daysFromNow, NOW, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { conclusiveData } from './conclusive-data.ts';
import { parseCertificate } from './parsed-certificate.ts';

const chain: SampleChain = await sampleChain();

function ask(data: { crls?: Uint8Array[]; ocsps?: Uint8Array[] }) {
  const { signer, issuing } = chain;
  return conclusiveData({
    certificate: parseCertificate(signer.certificate),
    issuer: parseCertificate(issuing.certificate),
    at: NOW,
    purpose: 'document-signing',
    data: { certificates: [], crls: [], ocsps: [], ...data },
  });
}

const answerAt = (days: number) => {
  const [producedAt, thisUpdate, nextUpdate] = [days, days, days + 7].map(daysFromNow);
  return ocspOf(chain.signer, chain.issuing, chain.issuing, {
    ...(producedAt && thisUpdate && nextUpdate && { producedAt, thisUpdate, nextUpdate }),
  });
};
const listAt = (days: number) => crlOf(chain.issuing, [], daysFromNow(days));

test('of a response and a list as new, the response alone', async () => {
  const [ocsp, crl] = [await answerAt(1), await listAt(1)];
  expect(ask({ ocsps: [ocsp], crls: [crl] })).toMatchObject({ ocsps: [ocsp], crls: [] });
});

test('of several, the newest', async () => {
  const [early, late] = [await answerAt(1), await answerAt(3)];
  expect(ask({ ocsps: [early, late], crls: [await listAt(2)] })).toMatchObject({ ocsps: [late], crls: [] });
});

test("a newer list doesn't displace the signer's own response: both are kept", async () => {
  const [ocsp, crl] = [await answerAt(1), await listAt(2)];
  expect(ask({ ocsps: [ocsp], crls: [await listAt(1), crl] })).toMatchObject({ ocsps: [ocsp], crls: [crl] });
});

test('a list alone will do, and nothing is nothing', async () => {
  const crl = await listAt(2);
  expect(ask({ crls: [crl] })).toMatchObject({ ocsps: [], crls: [crl] });
  expect(ask({})).toBeUndefined();
});

test('what is about somebody else, or made before the moment and out of date, counts for nothing', async () => {
  const other = await ocspOf(chain.tsa, chain.issuing, chain.issuing);
  expect(ask({ ocsps: [other], crls: [await listAt(-30)] })).toBeUndefined();
});
