export type Language = 'zh-CN' | 'en';

export type Agreement = {
  title: string;
  /** At the foot of every page. */
  note: string;
  parties: string[];
  opening: string;
  clauses: { heading: string; lines: string[] }[];
  closing: string;
  /** Over the room for seal and signature. */
  signers: [string, string];
};

/** A mutual non-disclosure agreement: what two enterprises, or an enterprise and a person, most often sign first. */
export const agreements: Record<Language, Agreement> = {
  'zh-CN': {
    title: '保密协议',
    note: '示例文件，供体验签署流程。正式使用前请由法务人员审阅。',
    parties: [
      '甲方：发起本协议并加盖电子印章的企业',
      '乙方：受邀以电子签名签署本协议的一方',
      '双方的名称或者姓名，以各自签名所用的数字证书记载为准。',
    ],
    opening:
      '甲乙双方拟就合作事宜进行洽谈（以下称“合作目的”），洽谈中需要相互提供尚未公开的信息。为保护双方的合法权益，双方经平等协商，达成如下协议：',
    clauses: [
      {
        heading: '第一条　保密信息',
        lines: [
          '1.1　本协议所称保密信息，是指一方（以下称“披露方”）为合作目的，以书面、口头、电子或者其他形式向另一方（以下称“接收方”）提供的，不为公众所知悉的技术信息、经营信息和其他商业信息，包括但不限于产品方案、源代码、价格、客户名单、财务数据以及双方洽谈的内容。',
          '1.2　下列信息不属于保密信息：披露前已为公众所知悉的；非因接收方过错而为公众所知悉的；接收方从有权披露的第三方合法取得的；接收方能够证明由其独立开发取得的。',
        ],
      },
      {
        heading: '第二条　保密义务',
        lines: [
          '2.1　接收方应当以不低于保护自身同类信息的谨慎程度保护保密信息，且不得低于合理的谨慎程度。',
          '2.2　接收方仅可为合作目的使用保密信息，仅可向确有必要知悉的员工和专业顾问提供，并应当使其承担不低于本协议的保密义务。未经披露方书面同意，接收方不得向任何其他第三方提供。',
          '2.3　法律法规、司法机关或者行政机关要求披露的，接收方应当在法律允许的范围内及时通知披露方，并仅在被要求的范围内披露。',
        ],
      },
      {
        heading: '第三条　返还与销毁',
        lines: [
          '合作目的终止，或者披露方书面要求的，接收方应当在十个工作日内返还或者销毁保密信息及其复制件，并应披露方的要求出具书面说明。法律法规要求留存的部分除外，留存期间仍受本协议约束。',
        ],
      },
      {
        heading: '第四条　权利归属',
        lines: [
          '保密信息的一切权利归披露方所有。本协议不构成对接收方的任何许可或者转让，也不构成双方进行交易的承诺。',
        ],
      },
      {
        heading: '第五条　期限',
        lines: ['本协议自双方签署之日起生效，有效期二年。保密义务自每项保密信息披露之日起持续三年。'],
      },
      {
        heading: '第六条　违约责任',
        lines: [
          '接收方违反本协议的，应当立即停止违约行为，采取措施防止损失扩大，并赔偿由此给披露方造成的损失，包括为制止违约行为所支付的合理费用。',
        ],
      },
      {
        heading: '第七条　电子签名',
        lines: [
          '双方同意以可靠的电子签名签署本协议。依照《中华人民共和国电子签名法》第十四条，可靠的电子签名与手写签名或者盖章具有同等的法律效力。',
        ],
      },
      {
        heading: '第八条　适用法律与争议解决',
        lines: [
          '本协议适用中华人民共和国法律。因本协议引起的争议，双方应当协商解决；协商不成的，提交甲方所在地有管辖权的人民法院诉讼解决。',
        ],
      },
    ],
    closing: '（以下无正文，为签署处）',
    signers: ['甲方（盖章）', '乙方（签字）'],
  },
  en: {
    title: 'Mutual Non-Disclosure Agreement',
    note: 'A sample for trying out how contracts are signed. Have a lawyer look it over before real use.',
    parties: [
      'Party A: the enterprise that sends this agreement and seals it electronically',
      'Party B: the party that is asked to sign this agreement electronically',
      'The names of the parties are those in the digital certificates they sign with.',
    ],
    opening:
      'The parties wish to discuss working together (the “Purpose”) and, to do so, will give each other information that is not public. They agree as follows:',
    clauses: [
      {
        heading: '1. Confidential Information',
        lines: [
          '1.1 “Confidential Information” is any technical, commercial or other business information that is not public and that one party (the “Discloser”) gives the other (the “Recipient”) for the Purpose, in writing, orally, electronically or otherwise, including product plans, source code, prices, customer lists, financial data and the content of the discussions.',
          '1.2 It does not include information that was public before it was disclosed, that becomes public through no fault of the Recipient, that the Recipient lawfully receives from a third party entitled to disclose it, or that the Recipient can show it developed independently.',
        ],
      },
      {
        heading: '2. Duties of the Recipient',
        lines: [
          '2.1 The Recipient protects Confidential Information with the care it takes of its own information of the same kind, and no less than reasonable care.',
          '2.2 The Recipient uses Confidential Information only for the Purpose and gives it only to those employees and professional advisers who need to know it and are bound by duties no weaker than these. It gives it to no other third party without the Discloser’s written consent.',
          '2.3 Where a law, court or authority requires disclosure, the Recipient tells the Discloser promptly, as far as the law permits, and discloses no more than is required.',
        ],
      },
      {
        heading: '3. Return and destruction',
        lines: [
          'When the Purpose ends, or when the Discloser asks in writing, the Recipient returns or destroys Confidential Information and all copies within ten working days and confirms this in writing on request. What a law requires to be kept may be kept and remains subject to this agreement.',
        ],
      },
      {
        heading: '4. Ownership',
        lines: [
          'All rights in Confidential Information stay with the Discloser. This agreement grants no licence and commits neither party to any transaction.',
        ],
      },
      {
        heading: '5. Term',
        lines: [
          'This agreement takes effect when both parties have signed it and lasts two years. The duty of confidence lasts three years from the disclosure of each item of Confidential Information.',
        ],
      },
      {
        heading: '6. Breach',
        lines: [
          'A Recipient in breach stops the breach at once, takes steps to limit the damage, and compensates the Discloser for its loss, including the reasonable cost of stopping the breach.',
        ],
      },
      {
        heading: '7. Electronic signatures',
        lines: [
          'The parties agree to sign this agreement with reliable electronic signatures, which have the same legal effect as handwritten signatures or seals.',
        ],
      },
      {
        heading: '8. Law and disputes',
        lines: [
          'The law of the place where Party A has its seat applies. The parties settle disputes by talking to each other; failing that, the competent court at the seat of Party A decides.',
        ],
      },
    ],
    closing: '(Signatures below; there is no further text.)',
    signers: ['Party A (seal)', 'Party B (signature)'],
  },
};
