import { writeFile } from 'node:fs/promises';
import { sampleContract } from '../../scripts/demo/sample-contract.ts';
import { linearise } from '../outside/qpdf.ts';
import type { Tool } from '../outside/tools.ts';
import { classicPdfSample } from './classic-pdf.ts';
import { TITLE } from './clauses.ts';
import { docxSample } from './docx.ts';

export type Sample = {
  kind: 'docx' | 'classic' | 'linearised';
  name: string;
  file: string;
  /** A text of it that must still be read in what was signed. */
  title: string;
  /** Programs without which it can't be made or signed. */
  needs: Tool[];
  make(path: string): Promise<void>;
};

/** The kinds of files people bring. Made anew for every run, so that nothing binary lies in the repository. */
export const SAMPLES: Sample[] = [
  {
    kind: 'docx',
    name: 'docx',
    file: '设备采购合同.docx',
    title: TITLE,
    needs: ['soffice'],
    make: async (path) => writeFile(path, await docxSample()),
  },
  {
    kind: 'classic',
    name: 'PDF with classic cross-reference tables',
    file: 'classic.pdf',
    title: TITLE,
    needs: [],
    make: async (path) => writeFile(path, await classicPdfSample()),
  },
  {
    kind: 'linearised',
    name: 'linearised PDF with object streams',
    file: 'linearised.pdf',
    title: '设计服务合同',
    needs: ['qpdf'],
    make: makeLinearised,
  },
];

/** Another PDF writer than the classic sample's. */
async function makeLinearised(path: string): Promise<void> {
  const plain = `${path}.plain`;
  await writeFile(plain, await sampleContract({ owner: '北京示例科技有限公司', person: '李明' }));
  await linearise(plain, path);
}
