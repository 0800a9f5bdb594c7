import {
  AlignmentType,
  Document,
  HeadingLevel,
  Packer,
  PageBreak,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { CLAUSES, GOODS, PARTIES, TITLE } from './clauses.ts';

/** A contract of two pages as a word processor would save it: headings, a table, a page of its own to sign on. */
export async function docxSample(): Promise<Uint8Array> {
  const [first, ...others] = CLAUSES.map(([heading, lines]) => [
    new Paragraph({ text: heading, heading: HeadingLevel.HEADING_2 }),
    ...lines.map((line) => new Paragraph(line)),
  ]);
  const document = new Document({
    title: TITLE,
    styles: {
      default: { document: { run: { font: { ascii: 'Times New Roman', eastAsia: 'SimSun' }, size: 22 } } },
    },
    sections: [
      {
        children: [
          new Paragraph({ text: TITLE, heading: HeadingLevel.TITLE, alignment: AlignmentType.CENTER }),
          ...PARTIES.map((party) => new Paragraph(party)),
          ...(first ?? []),
          goodsTable(),
          ...others.flat(),
          new Paragraph({ children: [new PageBreak(), new TextRun({ text: '签署页', bold: true })] }),
          new Paragraph('(以下无正文,为《设备采购合同》签署页)'),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

function goodsTable(): Table {
  const rows = GOODS.map(
    (cells) =>
      new TableRow({ children: cells.map((cell) => new TableCell({ children: [new Paragraph(cell)] })) }),
  );
  return new Table({ rows, width: { size: 100, type: WidthType.PERCENTAGE } });
}
