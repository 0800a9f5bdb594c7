import { createRequire } from 'node:module';
import { Document, Font, Page, renderToBuffer, StyleSheet, Text, View } from '@react-pdf/renderer';
import { createElement as h } from 'react';
import type { Agreement, Language } from './agreements.ts';

const require = createRequire(import.meta.url);
const font = (weight: string) =>
  require.resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`);

/** Seal, signature and dates stand at the foot of the last page: see core's default places. */
const ROOM_FOR_SIGNING = 232;

const styles = StyleSheet.create({
  page: {
    fontFamily: 'Noto Sans SC',
    fontSize: 11.5,
    lineHeight: 1.75,
    paddingHorizontal: 64,
    paddingTop: 56,
    paddingBottom: 64,
  },
  title: { fontSize: 19, fontWeight: 700, textAlign: 'center', marginBottom: 16, lineHeight: 1.3 },
  parties: { marginBottom: 10 },
  heading: { fontWeight: 700, marginTop: 9, marginBottom: 1 },
  line: { marginBottom: 3 },
  spread: { flexGrow: 1 },
  signing: { marginTop: 14, height: ROOM_FOR_SIGNING },
  signers: { flexDirection: 'row', justifyContent: 'space-between', marginTop: 8 },
  signer: { width: '48%' },
  foot: {
    position: 'absolute',
    left: 64,
    right: 64,
    top: 802,
    height: 14,
    lineHeight: 1.2,
    fontSize: 8,
    color: '#666666',
  },
});

/** @returns PDF bytes */
export async function drawAgreement(language: Language, agreement: Agreement): Promise<Uint8Array> {
  Font.register({
    family: 'Noto Sans SC',
    fonts: [{ src: font('400Regular') }, { src: font('700Bold'), fontWeight: 700 }],
  });
  Font.registerHyphenationCallback((word) => (/[\u3400-\u9fff]/.test(word) ? breakable(word) : [word]));
  const page = h(
    Page,
    { size: 'A4', style: styles.page },
    h(Text, { style: styles.title }, agreement.title),
    h(View, { style: styles.parties }, ...agreement.parties.map((line) => h(Text, { key: line }, line))),
    h(Text, { style: styles.line }, agreement.opening),
    ...agreement.clauses.flatMap(({ heading, lines }) => [
      h(Text, { key: heading, style: styles.heading, minPresenceAhead: 40 }, heading),
      ...lines.map((line) => h(Text, { key: line, style: styles.line }, line)),
    ]),
    h(View, { style: styles.spread }),
    signing(agreement),
    foot(agreement),
  );
  const document = h(Document, { title: agreement.title, language, author: 'Chopmark' }, page);
  return new Uint8Array(await renderToBuffer(document));
}

/** Chinese breaks between any two characters, but not before a closing mark nor after an opening one. */
function breakable(word: string): string[] {
  const parts = word.match(/[“（《]*(?:[0-9A-Za-z.]+|.)[，。、；：！？”）》]*/gu) ?? [word];
  return parts.flatMap((part) => [part, '']);
}

function signing({ closing, signers }: Agreement) {
  return h(
    View,
    { style: styles.signing, wrap: false },
    h(Text, null, closing),
    h(
      View,
      { style: styles.signers },
      ...signers.map((signer) => h(Text, { key: signer, style: styles.signer }, signer)),
    ),
  );
}

function foot({ note }: Agreement) {
  return h(View, { style: styles.foot, fixed: true }, h(Text, null, note));
}
