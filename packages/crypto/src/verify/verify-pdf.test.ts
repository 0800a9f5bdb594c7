import { beforeAll, expect, test } from 'vitest';
import * as doc from './testing/contract.ts';
import { appendRevision, bytes, latin1, stream } from './testing/pdf-maker.ts';
import {
  cmsOf,
  NOW,
  type SignOptions,
  sha256,
  sign,
  type Trade,
  timestamp,
  tradeFixture,
} from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

let trade: Trade;
beforeAll(async () => {
  trade = await tradeFixture();
});

const verify = (pdf: Uint8Array, trust = [trade.root]) =>
  verifyPdf({ pdf, trust, crls: [trade.crl], now: NOW });

function signAsBuyer(pdf: Uint8Array, options: Partial<SignOptions> = {}): Uint8Array {
  return sign(pdf, {
    objects: (value) => ({
      [doc.BUYER]: doc.signatureField('buyer', `/V ${value} /AP << /N 21 0 R >>`),
      21: doc.appearance(),
    }),
    contents: (digest) => cmsOf(trade.buyer, digest, trade.tsa),
    ...options,
  });
}

function signAsSeller(pdf: Uint8Array, options: Partial<SignOptions> = {}): Uint8Array {
  return sign(pdf, {
    objects: (value) => ({ [doc.SELLER]: doc.signatureField('seller', `/V ${value}`, '300 100 400 160') }),
    contents: (digest) => cmsOf(trade.seller, digest),
    number: 22,
    ...options,
  });
}

test('a signature over the whole file is valid, trusted and at its level', async () => {
  const report = await verify(signAsBuyer(doc.contract()));
  expect(report).toMatchObject({ verdict: 'valid', reasons: [], warnings: [] });
  expect(report.signatures).toMatchObject([
    {
      field: 'buyer',
      signer: 'Li Buyer',
      verdict: 'valid',
      level: 'B-T',
      signedAt: NOW.toISOString(),
      coverage: 'whole-file',
      changesAfter: [],
      trust: 'trusted',
      reasons: [],
      timestamp: { time: NOW.toISOString(), tsa: 'Test TSA', trust: 'trusted', intact: true },
    },
  ]);
});
