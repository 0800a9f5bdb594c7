import { beforeAll, expect, test } from 'vitest';
import { explain } from './explain.ts';
import { reasonTexts } from './explain-messages.ts';
import * as doc from './testing/contract.ts';
import { appendRevision, bytes, latin1, stream } from './testing/pdf-maker.ts';
import { signAsBuyer } from './testing/signed-contract.ts';
import { NOW, type Trade, tradeFixture } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';
import { warningMessages } from './warning-codes.ts';

let trade: Trade;
beforeAll(async () => {
  trade = await tradeFixture();
});

const report = (pdf: Uint8Array) => verifyPdf({ pdf, trust: [trade.root], crls: [trade.crl], now: NOW });

test('a valid contract in both languages', async () => {
  const valid = await report(signAsBuyer(trade, doc.contract()));
  expect(explain(valid, 'zh-CN')).toEqual([
    '文件完整：所有签名均有效，签署后只有允许的变更。',
    'Li Buyer 的签名（buyer）：签名有效，证书可信，时间戳时间 2026-06-01T12:00:00.000Z，级别 B-T，ETSI: TOTAL-PASSED。',
  ]);
  expect(explain(valid, 'en')).toEqual([
    'The document is intact: every signature holds, and only permitted changes were made after signing.',
    'Signature of Li Buyer (buyer): the signature is valid, its certificate is trusted, timestamped 2026-06-01T12:00:00.000Z, level B-T, ETSI: TOTAL-PASSED.',
  ]);
});

test('a modified one says what happened', async () => {
  const modified = await report(appendRevision(signAsBuyer(trade, doc.contract()), { 4: stream('') }));
  expect(explain(modified, 'en')).toContain('Content was changed or added after signing.');
  expect(explain(modified, 'en').join('|')).toContain(
    'TOTAL-FAILED / FORMAT_FAILURE of ETSI EN 319 102-1: failed, the signature or the file',
  );
  expect(explain(modified, 'zh-CN')[0]).toBe('文件在签署后被修改，或有内容不在签名保护之内。');
});

test('unreadable and unsigned files', async () => {
  expect(explain(await report(bytes('PK')), 'zh-CN')[1]).toBe('这不是 PDF 文件，请选择 PDF 文件本身。');
  expect(explain(await report(doc.contract()), 'en')).toEqual(['The document has no digital signature.']);
  const damaged = await report(bytes(latin1(doc.contract()).slice(0, -30)));
  expect(explain(damaged, 'en')).toHaveLength(2);
});

test('every warning has words in both languages, and an unknown code is shown as it is', () => {
  for (const code of Object.keys(warningMessages)) {
    expect(reasonTexts[code]?.['zh-CN'], code).toMatch(/\p{Script=Han}/u);
    expect(reasonTexts[code]?.en, code).toMatch(/^[A-Z].*\.$/);
  }
  const odd = {
    verdict: 'unsigned' as const,
    indication: null,
    subIndication: null,
    signatures: [],
    reasons: ['NEW_CODE'],
    warnings: [],
  };
  expect(explain(odd, 'en')).toContain('NEW_CODE');
});
