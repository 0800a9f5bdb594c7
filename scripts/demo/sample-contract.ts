import { createRequire } from 'node:module';
import { Document, Font, Page, renderToBuffer, StyleSheet, Text, View } from '@react-pdf/renderer';
import { createElement as h } from 'react';

const require = createRequire(import.meta.url);
const font = (weight: string) =>
  require.resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`);

const styles = StyleSheet.create({
  page: {
    fontFamily: 'Noto Sans SC',
    fontSize: 11,
    lineHeight: 1.75,
    paddingHorizontal: 64,
    paddingVertical: 60,
  },
  title: { fontSize: 20, fontWeight: 700, textAlign: 'center', marginBottom: 18 },
  heading: { fontWeight: 700, marginTop: 10, marginBottom: 2 },
  line: { marginBottom: 4 },
  parties: { marginBottom: 10 },
});

const clauses: [string, string[]][] = [
  [
    '第一条 服务内容',
    [
      '乙方为甲方提供品牌标识设计服务，包括标志、标准字、标准色及应用手册各一套。',
      '乙方应于合同生效之日起三十日内交付全部成果。',
    ],
  ],
  [
    '第二条 服务费用',
    [
      '本合同服务费用总额为人民币 48,000.00 元（大写：肆万捌仟元整），含税。',
      '甲方于合同生效后五个工作日内支付百分之五十，验收合格后五个工作日内支付其余部分。',
    ],
  ],
  ['第三条 验收', ['甲方应于收到成果之日起十个工作日内完成验收；逾期未提出书面异议的，视为验收合格。']],
  ['第四条 知识产权', ['甲方付清全部费用后，成果的著作权归甲方所有；乙方保留署名权。']],
  ['第五条 保密', ['双方对因履行本合同知悉的对方商业秘密负有保密义务，期限为合同终止后三年。']],
  ['第六条 违约责任', ['任何一方违反本合同约定的，应赔偿因此给对方造成的损失。']],
  [
    '第七条 电子签名',
    [
      '双方同意以可靠的电子签名签署本合同。依照《中华人民共和国电子签名法》，可靠的电子签名与手写签名或者盖章具有同等的法律效力。',
    ],
  ],
  [
    '第八条 其他',
    [
      '本合同自双方签署之日起生效。因本合同引起的争议，双方应协商解决；协商不成的，提交甲方所在地人民法院诉讼解决。',
    ],
  ],
];

/** A two-page service contract to try things out with. @returns PDF bytes */
export async function sampleContract(parties: { owner: string; person: string }): Promise<Uint8Array> {
  Font.register({
    family: 'Noto Sans SC',
    fonts: [{ src: font('400Regular') }, { src: font('700Bold'), fontWeight: 700 }],
  });
  // Chinese breaks between any two characters; without this a line of it would never end.
  Font.registerHyphenationCallback((word) =>
    /[\u3400-\u9fff]/.test(word) ? [...word].flatMap((c) => [c, '']) : [word],
  );
  const page = h(
    Page,
    { size: 'A4', style: styles.page },
    h(Text, { style: styles.title }, '设计服务合同'),
    h(
      View,
      { style: styles.parties },
      h(Text, null, `甲方（委托方）：${parties.owner}`),
      h(Text, null, `乙方（服务方）：${parties.person}`),
    ),
    h(Text, { style: styles.line }, '甲乙双方经平等协商，就品牌标识设计服务事宜达成如下协议：'),
    ...clauses.map(([heading, lines]) =>
      h(
        View,
        { key: heading, wrap: false },
        h(Text, { style: styles.heading }, heading),
        ...lines.map((line) => h(Text, { key: line, style: styles.line }, line)),
      ),
    ),
    h(Text, { style: styles.heading, break: true }, '签署页'),
    h(Text, { style: styles.line }, '（以下无正文，为《设计服务合同》签署页）'),
  );
  return new Uint8Array(
    await renderToBuffer(h(Document, { title: '设计服务合同', language: 'zh-CN' }, page)),
  );
}
