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

test('of each kind the newest, whichever is newer', async () => {
  const [early, late] = [await answerAt(1), await answerAt(3)];
  const lists = [await listAt(1), await listAt(2)];
  expect(ask({ ocsps: [early, late], crls: lists })).toMatchObject({ ocsps: [late], crls: [lists[1]] });
  expect(ask({ ocsps: [early], crls: lists })).toMatchObject({ ocsps: [early], crls: [lists[1]] });
});

test('a large list only where it is newer than every response', async () => {
  const ocsp = await answerAt(2);
  const others = Array.from({ length: 2500 }, (_, index) => ({
    serialNumber: Buffer.from(`5f${index.toString(16).padStart(14, '0')}`, 'hex'),
    revokedAt: daysFromNow(-1),
    reason: 4,
  }));
  const large = (days: number) => crlOf(chain.issuing, others, daysFromNow(days));
  const [older, newer] = [await large(2), await large(3)];
  expect(older.length).toBeGreaterThan(64 * 1024);
  expect(ask({ ocsps: [ocsp], crls: [older] })).toMatchObject({ ocsps: [ocsp], crls: [] });
  expect(ask({ ocsps: [ocsp], crls: [newer] })).toMatchObject({ ocsps: [ocsp], crls: [newer] });
  expect(ask({ crls: [older] })).toMatchObject({ ocsps: [], crls: [older] });
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
