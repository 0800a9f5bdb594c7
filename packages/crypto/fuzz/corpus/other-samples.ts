import { deflateSync } from 'node:zlib';
import { quarteredPng } from '../../src/pdf/testing/png-fixture.ts';
import { latin1, octets } from '../mutate/latin1.ts';
import type { Sample } from './corpus.ts';

const CONTENTS = [
  'BT /F1 14 Tf 60 740 Td (The buyer pays 100 yuan.) Tj ET',
  'q 1 0 0 1 72 72 cm 0 0 100 50 re W n 1 1 1 rg 0 0 10 10 re f /X1 Do Q',
  'BT /F1 9 Tf 12 TL 1 0 0 1 50 700 Tm [(A) -120 (B)] TJ T* (next) \' 1 2 (last) " ET',
  '0 0 m 10 20 l 30 40 50 60 70 80 c h S 5 w 0.5 G BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI Q',
  '/P << /MCID 0 >> BDC /F1 10 Tf (marked) Tj EMC /Missing Do',
];

const OBJECTS = [
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.28 841.89] /A#20B (text \\(\\051 more) /Hex <feff4e2d> >> ',
  '[1 -2 +3 .5 -0.25 00012 true false null /Name 12 0 R << >> [] () <> /] ',
  '<< /Length 10 /Filter /FlateDecode >>\nstream\n0123456789\nendstream ',
  '<< /Length 9 0 R >>\r\nstream\r\n0123456789\r\nendstream ',
  '(a\\\nb\\101\\7(nested)\r\nc) ',
];

const PATHS = [
  'M10 10 L 90 10 90 90 Z',
  'm0,0 c10,20 30,40 50,60 s70 80 90 100 q1 1 2 2 t3 3z',
  'M 0 0 A 45 45 0 0 1 90 0 a5,5,30,1,0,-10-10 H3 V4 h-1v-2',
];

export function otherSamples(): Sample[] {
  const data = octets('60 0 obj stream data '.repeat(20));
  const packed = deflateSync(data);
  const streams: [string, Uint8Array][] = [
    ['/Filter /FlateDecode', packed],
    ['/Filter [/FlateDecode] /DecodeParms [<< /Predictor 12 /Columns 5 >>]', deflateSync(predicted())],
    ['/Filter /FlateDecode /DecodeParms << /Predictor 2 /Colors 3 /Columns 4 >>', packed],
    ['/Filter /ASCIIHexDecode', octets(`${Buffer.from(data).toString('hex')}>`)],
    ['/Filter [/AHx /Fl]', octets(`${packed.toString('hex')}>`)],
    ['/Filter /ASCII85Decode', octets('87cURD]i,"Ebo80~>')],
    ['/Filter /LZWDecode', Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01)],
    [
      '/Filter /LZWDecode /DecodeParms << /EarlyChange 0 >>',
      Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01),
    ],
    ['/Filter /RunLengthDecode', Uint8Array.of(2, 65, 66, 67, 254, 68, 128)],
  ];
  return [
    ...CONTENTS.map((text, i) => ({ kind: 'content', name: `content ${i}`, bytes: octets(text) }) as const),
    ...OBJECTS.map((text, i) => ({ kind: 'object', name: `object ${i}`, bytes: octets(text) }) as const),
    ...PATHS.map((text, i) => ({ kind: 'path', name: `path ${i}`, bytes: octets(text) }) as const),
    ...streams.map(
      ([dict, bytes]) =>
        ({ kind: 'stream', name: dict, bytes: octets(`<< ${dict} >>\n${latin1(bytes)}`) }) as const,
    ),
    { kind: 'png', name: 'png', bytes: quarteredPng() },
  ];
}

/** Rows of five octets with the tags of all PNG filters. */
function predicted(): Uint8Array {
  return Uint8Array.from({ length: 60 }, (_, i) => (i % 6 === 0 ? (i / 6) % 5 : i));
}
