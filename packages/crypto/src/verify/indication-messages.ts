import type { Locale } from './explain-messages.ts';
import type { Indication, SubIndication } from './report.ts';

type Texts = Record<Locale, string>;

const text = (zh: string, en: string): Texts => ({ 'zh-CN': zh, en });

export const indicationTexts: Record<Indication, Texts> = {
  'TOTAL-PASSED': text('验证通过', 'passed'),
  'TOTAL-FAILED': text('验证不通过', 'failed'),
  INDETERMINATE: text('无法得出结论', 'could not be decided'),
};

/** What each sub-indication of EN 319 102-1 (tables 5 and 6) says, in a clause. */
export const subIndicationTexts: Record<SubIndication, Texts> = {
  FORMAT_FAILURE: text(
    '签名或文件不符合格式要求，或签署后的变更超出了许可',
    'the signature or the file is not in the form it must have, or was changed beyond what is permitted',
  ),
  HASH_FAILURE: text('已签名内容的摘要不符', 'the digest of what was signed does not match'),
  SIG_CRYPTO_FAILURE: text(
    '签名值与证书的公钥不符',
    "the signature value does not fit the certificate's key",
  ),
  REVOKED: text(
    '可证明签名是在证书吊销之后作出的',
    'it was provably made after its certificate had been revoked',
  ),
  EXPIRED: text('可证明签名是在证书过期之后作出的', 'it was provably made after its certificate had expired'),
  NOT_YET_VALID: text(
    '可证明签名是在证书生效之前作出的',
    'it was provably made before its certificate became valid',
  ),
  SIG_CONSTRAINTS_FAILURE: text(
    '签名的某个属性不符合要求',
    'an attribute of the signature is not what it must be',
  ),
  CHAIN_CONSTRAINTS_FAILURE: text(
    '证书链不允许用于此用途',
    'the chain of certificates is not one for this purpose',
  ),
  CERTIFICATE_CHAIN_GENERAL_FAILURE: text('证书链有误', 'the chain of certificates is broken'),
  CRYPTO_CONSTRAINTS_FAILURE: text(
    '签名使用了不再安全或不受支持的算法',
    'it uses an algorithm that was no longer safe then, or that is not supported',
  ),
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: text(
    '签名使用了过时的算法，且不能证明签名作出时该算法仍然安全',
    'it uses an outdated algorithm, and nothing proves that it was made while that was still safe',
  ),
  TIMESTAMP_ORDER_FAILURE: text(
    '时间戳的先后顺序自相矛盾',
    'timestamps of the file contradict each other about the order of things',
  ),
  NO_SIGNING_CERTIFICATE_FOUND: text('找不到签署证书', "the signer's certificate can't be found"),
  NO_CERTIFICATE_CHAIN_FOUND: text(
    '证书链未到达受信任的根证书',
    'its certificate leads to no root that is trusted here',
  ),
  REVOKED_NO_POE: text(
    '证书已被吊销，且不能证明签名是在此之前作出的',
    'its certificate was revoked, and nothing proves that it was made before',
  ),
  REVOKED_CA_NO_POE: text(
    '颁发者的证书已被吊销，且不能证明签名是在此之前作出的',
    "an issuer's certificate was revoked, and nothing proves that it was made before",
  ),
  OUT_OF_BOUNDS_NO_POE: text(
    '证书不在有效期内，且不能证明签名是在有效期内作出的',
    'a certificate is out of its validity, and nothing proves that it was made within',
  ),
  OUT_OF_BOUNDS_NOT_REVOKED: text(
    '证书不在有效期内，但未被吊销；不能证明签名是在有效期内作出的',
    'its certificate is out of its validity, though not revoked, and nothing proves that it was made within',
  ),
  TRY_LATER: text(
    '尚缺吊销信息，取得后可再次验证',
    'what is known about revocation does not suffice yet; try again later',
  ),
  SIGNED_DATA_NOT_FOUND: text('无法读取已签名的内容', "what was signed can't be read"),
};
