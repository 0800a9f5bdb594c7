import type { SignatureVerdict, Trust, Verdict } from './report.ts';

export type Locale = 'zh-CN' | 'en';

type Messages = {
  verdict: Record<Verdict, string>;
  signatureVerdict: Record<SignatureVerdict, string>;
  trust: Record<Trust, string>;
  unknownSigner: string;
  signature: (who: string, field: string) => string;
  timestamp: (who: string) => string;
  when: (time: string, proven: boolean) => string;
  level: (level: string) => string;
  nationalAlgorithms: string;
  indication: (codes: string, text: string) => string;
  warning: (text: string) => string;
  ofTimestamp: (text: string) => string;
  colon: string;
  separator: string;
  stop: string;
};

export const messages: Record<Locale, Messages> = {
  'zh-CN': {
    verdict: {
      valid: '文件完整：所有签名均有效，签署后只有允许的变更。',
      modified: '文件在签署后被修改，或有内容不在签名保护之内。',
      invalid: '文件无法通过验证：签名或文件结构已损坏，或无法检查。',
      unsigned: '文件没有数字签名。',
    },
    signatureVerdict: { valid: '签名有效', modified: '签署后文件被修改', invalid: '签名无效' },
    trust: { trusted: '证书可信', untrusted: '证书不可信', unknown: '证书的可信性未知' },
    unknownSigner: '未知签署人',
    signature: (who, field) => `${who} 的签名（${field}）`,
    timestamp: (who) => `${who} 的文档时间戳`,
    when: (time, proven) => (proven ? `，时间戳时间 ${time}` : `，签署人声明的时间 ${time}`),
    nationalAlgorithms: '（国密算法 SM2、SM3）',
    level: (level) => `，级别 ${level}`,
    indication: (codes, text) => `ETSI EN 319 102-1 的 ${codes}：${text}。`,
    warning: (text) => `注意：${text}`,
    ofTimestamp: (text) => `时间戳证书：${text}`,
    colon: '：',
    separator: '，',
    stop: '。',
  },
  en: {
    verdict: {
      valid:
        'The document is intact: every signature holds, and only permitted changes were made after signing.',
      modified:
        'The document was changed after signing, or something in it is not protected by the signatures.',
      invalid:
        "The document can't be accepted: a signature or the file's structure is broken or can't be checked.",
      unsigned: 'The document has no digital signature.',
    },
    signatureVerdict: {
      valid: 'the signature is valid',
      modified: 'the document was changed after this signature',
      invalid: 'the signature is not valid',
    },
    trust: {
      trusted: 'its certificate is trusted',
      untrusted: 'its certificate is not trusted',
      unknown: 'trust in its certificate is unknown',
    },
    unknownSigner: 'an unknown signer',
    signature: (who, field) => `Signature of ${who} (${field})`,
    timestamp: (who) => `Document timestamp of ${who}`,
    when: (time, proven) =>
      proven ? `, timestamped ${time}` : `, signed at ${time} by the signer's own clock`,
    nationalAlgorithms: ' (Chinese national algorithms SM2 and SM3)',
    level: (level) => `, level ${level}`,
    indication: (codes, text) => `${codes} of ETSI EN 319 102-1: ${text}.`,
    warning: (text) => `Note: ${text}`,
    ofTimestamp: (text) => `Of the timestamp's certificate: ${text}`,
    colon: ': ',
    separator: ', ',
    stop: '.',
  },
};

const text = (zh: string, en: string): Record<Locale, string> => ({ 'zh-CN': zh, en });

/** Codes of the report in words. Kept by subject: file, signature, changes, trust, warnings. */
export const reasonTexts: Record<string, Record<Locale, string>> = {
  NOT_A_PDF: text('这不是 PDF 文件，请选择 PDF 文件本身。', 'This file is no PDF. Choose the PDF itself.'),
  ENCRYPTED: text(
    '文件已加密，请先去除密码保护。',
    'The file is encrypted. Remove its password protection first.',
  ),
  DAMAGED: text(
    '文件结构已损坏，请向发送方索取原始文件。',
    "The file's structure is broken. Ask the sender for the original.",
  ),
  TOO_LARGE: text('文件过大，无法在此验证。', 'The file is too large to be checked here.'),
  TOO_COMPLEX: text('文件过于复杂，无法验证。', 'The file is too complex to be checked.'),
  UNREADABLE: text('文件无法读取。', "The file can't be read."),
  TRAILING_BYTES: text('文件末尾被追加了未签名的数据。', 'Unsigned bytes were appended to the file.'),
  OBJECT_IN_CONTENTS: text(
    '签名未保护的区域中藏有内容。',
    'Content hides in the bytes that no signature protects.',
  ),

  SIGNATURE_UNREACHABLE: text(
    '文件中有无法读取的签名残留。',
    'The file holds the remains of a signature that no revision leads to.',
  ),
  SIGNATURE_UNREADABLE: text('签名域的值不是签名。', "The signature field's value is no signature."),
  SIGNATURE_OUTSIDE_FORM: text(
    '签名不属于文档的任何签名域。',
    "The signature belongs to none of the document's fields.",
  ),
  SIGNATURE_SHARED: text(
    '两个签名域使用了同一个签名。',
    'Two signature fields use one and the same signature.',
  ),
  SIGNATURE_NOT_COVERED: text(
    '签名没有覆盖自身所在的版本。',
    'The signature does not cover the revision it belongs to.',
  ),
  SUBFILTER_UNSUPPORTED: text(
    '签名格式未知，无法检查。',
    "The signature is of an unknown format and can't be checked.",
  ),
  BYTE_RANGE_MISSING: text(
    '签名没有说明它保护哪些数据。',
    'The signature does not say which bytes it protects.',
  ),
  BYTE_RANGE_INVALID: text(
    '签名声明的保护范围不成立。',
    'The range of bytes the signature claims is impossible.',
  ),
  BYTE_RANGE_GAP: text(
    '签名保护范围的空缺处不是签名本身。',
    "The range leaves out more or other bytes than the signature's own.",
  ),
  BYTE_RANGE_END: text(
    '签名的保护范围没有到达文件版本的末尾。',
    'The range does not reach the end of a revision.',
  ),
  CONTENTS_MISSING: text('缺少签名数据。', 'The signature data are missing.'),
  CONTENTS_INVALID: text('签名数据不可读。', 'The signature data are unreadable.'),
  CONTENT_NOT_DETACHED: text(
    '签名数据中夹带了其他内容。',
    'The signature data carry other content with them.',
  ),
  PERMISSIONS_UNREADABLE: text(
    '签名规定的权限不可读。',
    'The permissions the signature sets are unreadable.',
  ),
  CMS_INVALID: text('签名数据不可读。', 'The signature data are unreadable.'),
  ASN1_INVALID: text('签名数据不可读。', 'The signature data are unreadable.'),
  TIMESTAMP_INVALID: text('时间戳不可读。', 'The timestamp is unreadable.'),
  SIGNATURE_TIMESTAMP_BROKEN: text(
    '签名上的时间戳已被改动或不属于该签名。',
    "The signature's timestamp was altered or belongs to another signature.",
  ),
  SIGNATURE_TIMESTAMP_UNCHECKED: text(
    '签名上的时间戳使用了无法检查的算法或扩展，不能证明签署时间。',
    "The signature's timestamp uses an algorithm or extension we can't check; it proves no time.",
  ),
  MESSAGE_DIGEST_MISMATCH: text('已签名的内容被改动。', 'The signed bytes were altered.'),
  MESSAGE_DIGEST_MISSING: text('签名中没有内容摘要。', 'The signature holds no digest of the content.'),
  IMPRINT_MISMATCH: text('时间戳对应的是其他内容。', 'The timestamp is for other content.'),
  TIMESTAMP_EXTENSION_UNKNOWN: text(
    '时间戳含有无法识别的关键扩展，不能采信。',
    "The timestamp has a critical extension that isn't known here; it can't be relied upon.",
  ),
  SIGNATURE_VALUE_WRONG: text('签名值与证书不符。', "The signature value doesn't fit the certificate."),
  SIGNER_CERTIFICATE_MISSING: text('签名中没有签署人证书。', "The signer's certificate is missing."),
  SIGNING_CERTIFICATE_MISMATCH: text('签名指定的是另一张证书。', 'The signature names another certificate.'),
  SIGNING_CERTIFICATE_MISSING: text(
    '签名没有指定签署证书，不符合 PAdES。',
    'The signature does not name its certificate, as PAdES asks.',
  ),
  ALGORITHM_UNSUPPORTED: text('签名算法不受支持，无法检查。', "The signature's algorithm can't be checked."),
  ALGORITHM_MISMATCH: text('签名算法与密钥不符。', "The signature's algorithms do not fit together."),
  CONTENT_TYPE_MISMATCH: text('签名的内容类型不符。', 'The signed content type does not fit.'),
  CONTENT_REQUIRED: text('签名需要原始内容才能检查。', 'The signature needs its content to be checked.'),
  WEAK_DIGEST: text('签名使用了过时的 SHA-1 摘要。', 'The signature uses the outdated SHA-1 digest.'),
  TSA_KEY_USAGE: text('时间戳证书的用途不符。', "The timestamp's certificate is not made for timestamps."),

  CONTENT_CHANGED: text('签署后文档内容被更改或添加。', 'Content was changed or added after signing.'),
  ANNOTATION_CHANGED: text(
    '签署后添加、更改或删除了批注。',
    'Annotations were added, changed or removed after signing.',
  ),
  LOCKED_FIELD_CHANGED: text(
    '已锁定的表单域在签署后被更改。',
    'A field that the signature locked was changed.',
  ),
  CHANGE_NOT_PERMITTED: text(
    '签署后进行了认证签名不允许的变更。',
    'A change was made that the signature does not permit.',
  ),

  TIMESTAMPS_OUT_OF_ORDER: text(
    '文件中的时间戳先后矛盾，无法确定签署时间。',
    'Timestamps in the file contradict each other, so that the time of signing is open.',
  ),
  NO_TRUST_ANCHOR: text('证书链未到达受信任的根证书。', 'The chain of certificates reaches no trusted root.'),
  REVOCATION_UNKNOWN: text('证书的吊销状态未知。', 'Whether the certificate was revoked is unknown.'),
  CRL_UNSUPPORTED: text(
    '吊销列表是增量或间接列表，无法单独据此判断。',
    'The list of revoked certificates is a delta or an indirect one, which does not tell by itself.',
  ),
  ON_HOLD: text(
    '证书在当时被暂停使用，尚不能下结论。',
    'A certificate was on hold at the time; whether it was lifted is not known.',
  ),
  WEAK_ALGORITHM: text('证书使用了过时的算法。', 'A certificate uses an outdated algorithm.'),
  MIXED_ALGORITHMS: text(
    '证书链混用了 SM2 与其他算法，并非全部采用国密算法。',
    'The chain mixes SM2 with other algorithms: it does not rest on the Chinese national algorithms alone.',
  ),
  CERTIFICATE_UNREADABLE: text('证书不可读。', 'A certificate is unreadable.'),
  CERTIFICATE_SIGNATURE_WRONG: text('证书的签名不正确。', 'A certificate is forged or damaged.'),
  EXPIRED: text('证书在当时已过期。', 'A certificate had expired.'),
  NOT_YET_VALID: text('证书在当时尚未生效。', 'A certificate was not valid yet.'),
  REVOKED: text('证书已被吊销。', 'A certificate was revoked.'),
  NOT_A_CA: text('颁发者不是证书颁发机构。', 'An issuer is no certificate authority.'),
  PATH_TOO_LONG: text('证书链过长。', 'The chain of certificates is too long.'),
  KEY_USAGE: text('证书的密钥用途不符。', "A certificate's key usage does not fit."),
  EXTENDED_KEY_USAGE: text('证书的扩展用途不符。', "A certificate's extended key usage does not fit."),
  CRITICAL_EXTENSION_UNKNOWN: text(
    '证书含有未知的关键扩展。',
    'A certificate has an unknown critical extension.',
  ),

  LEADING_BYTES: text('PDF 开头之前有其他数据。', 'There are bytes before the PDF begins.'),
  HYBRID_FILE: text(
    '文件采用混合交叉引用，旧阅读器可能显示不同内容。',
    'Old readers may show something else (hybrid cross-references).',
  ),
  HIDDEN_LAYER: text('文档含有未显示的图层。', 'The document has layers that are switched off.'),
  SCRIPT: text('文档含有 JavaScript 脚本。', 'The document contains JavaScript.'),
  AUTOMATIC_ACTION: text('文档会自动执行动作。', 'The document starts actions by itself.'),
  EXTERNAL_ACTION: text(
    '文档可启动程序、打开其他文件或发送数据。',
    'The document can start programs, open other files or send data.',
  ),
  EXTERNAL_CONTENT: text('文档显示文件之外的内容。', 'The document shows content kept outside of the file.'),
  DYNAMIC_FORM: text('文档含有 XFA 动态表单。', 'The document has an XFA form.'),
  REGENERATED_APPEARANCES: text(
    '文档要求阅读器重绘表单域。',
    'The document asks readers to redraw its form fields.',
  ),
  HIDDEN_ANNOTATION: text('文档含有隐藏的批注或表单域。', 'The document has hidden annotations or fields.'),
  PREPARED_APPEARANCE: text(
    '未签署的签名域已带有外观。',
    'An unsigned signature field already shows something.',
  ),
  SEVERAL_WIDGETS: text('同一表单域出现在多处。', 'A form field stands in several places.'),
  DUPLICATE_FIELD_NAME: text('两个表单域同名。', 'Two form fields have the same name.'),
  LARGE_FIELD: text(
    '一个空白表单域占据了大半页面。',
    'An empty form field spans more than half of its page.',
  ),
  SIGNATURE_COVERS_CONTENT: text(
    '后加的签名盖在页面文字或图片之上。',
    'A signature added later stands over text or pictures.',
  ),
  HIDDEN_TEXT: text(
    '文档含有看不见的文字：不着墨、白底白字或小到无法辨认。',
    'The document has text that is not seen: without ink, in white on white, or too small to read.',
  ),
  ANNOTATION_OVER_TEXT: text(
    '页面上的批注盖在文字之上，移除批注后所见内容会不同。',
    'An annotation stands over text of a page, which shows another way without it.',
  ),
  COVERED_TEXT: text(
    '页面上的图片遮住了文字。',
    'A picture stands over text of a page, which is not seen beneath it.',
  ),
  CONTENT_OUTSIDE_PAGE: text(
    '页面显示范围之外还有文字。',
    'A page has text outside of the part that is shown.',
  ),
  FIELD_SHOWS_OTHER_VALUE: text(
    '表单域显示的文字与其保存的值不同。',
    'A form field shows another text than the value it holds.',
  ),
  ATTACHMENT: text('文档内附有其他文件。', 'The document carries other files inside.'),
  HIDDEN_DOCUMENT: text(
    '文件中藏有不属于当前文档的页面或目录。',
    'The file holds pages or a catalogue that are no part of the document as it stands.',
  ),
  CERTIFICATION_NOT_FIRST: text(
    '认证签名加在了其他签名之后，不能说明之前的内容。',
    'A certification was added after another signature; it says nothing about what was there before.',
  ),
  SEVERAL_CERTIFICATIONS: text(
    '文件有多个认证签名，只有第一个对整个文件有效。',
    'The document is certified more than once; only the first one counts for the whole.',
  ),
  CONTENT_UNREADABLE: text('部分内容无法检查。', 'Some of the content could not be looked through.'),
};
