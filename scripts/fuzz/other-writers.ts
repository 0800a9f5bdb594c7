import type { Sample } from '@chopmark/crypto/fuzz';
import { Document, Page, renderToBuffer, Text } from '@react-pdf/renderer';
import { createElement as h } from 'react';
import { scannedContract } from '../../bench/sign/input-pdf.ts';
import { libpdfSigner } from '../../bench/sign/libpdf.ts';
import { makeMaterial } from '../../bench/sign/make-material.ts';
import { signpdfSigner } from '../../bench/sign/signpdf.ts';

const SMALL = { size: 6000, pages: 2 };

/** Files that software we did not write has made and signed. */
export async function otherWriters(): Promise<Sample[]> {
  const plain = await scannedContract(SMALL.size, SMALL.pages);
  const material = await makeMaterial({ small: SMALL });
  const signers = { signpdf: await signpdfSigner(material), libpdf: await libpdfSigner(material) };
  const signed = await Promise.all(
    Object.entries(signers).map(async ([name, sign]) => ({
      kind: 'signed-pdf' as const,
      name,
      bytes: new Uint8Array(await sign('small')),
    })),
  );
  return [
    { kind: 'pdf', name: 'pdf-lib 1.17', bytes: plain },
    { kind: 'pdf', name: 'react-pdf', bytes: new Uint8Array(await rendered()) },
    ...signed,
  ];
}

function rendered(): Promise<Buffer> {
  const page = h(Page, { size: 'A4', key: 'a' }, h(Text, {}, 'Contract'));
  return renderToBuffer(
    h(Document, {}, page, h(Page, { size: 'A5', orientation: 'landscape' }, h(Text, {}, 'Annex'))),
  );
}
