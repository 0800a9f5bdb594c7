import type { PdfFile } from '../pdf-reader/pdf-file.ts';
import type { Warning } from './report.ts';
import type { Snapshot } from './snapshot.ts';

export function findSuspicious(_file: PdfFile, _snapshot: Snapshot): Warning[] {
  return [];
}
