import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether an independent program is on this machine. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version']).error === undefined;
}

/** Runs an independent program on PDF bytes; the argument `FILE` stands for their path. */
export function runOnPdf(
  pdf: Uint8Array,
  program: string,
  args: string[],
): { status: number | null; output: string } {
  return withPdf(pdf, (file) => {
    const result = spawnSync(
      program,
      args.map((argument) => (argument === 'FILE' ? file : argument)),
      { encoding: 'utf8' },
    );
    return { status: result.status, output: result.stdout + result.stderr };
  });
}

/** The colour of a page at a point, given in points from the lower left of the page as displayed. */
export type ColorAt = (x: number, y: number) => [number, number, number];

/** Draws one page (0-based) with poppler at one pixel a point. */
export function renderPage(pdf: Uint8Array, page: number): ColorAt {
  const number = String(page + 1);
  const options = ['-r', '72', '-cropbox', '-singlefile', '-f', number, '-l', number];
  const image = withPdf(pdf, (file) => {
    spawnSync('pdftoppm', [...options, file, `${file}-page`]);
    return readFileSync(`${file}-page.ppm`);
  });
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(image.toString('latin1', 0, 64));
  const width = Number(header?.[1]);
  const height = Number(header?.[2]);
  const start = header?.[0].length ?? 0;
  return (x, y) => {
    const at = start + 3 * (width * (height - 1 - Math.floor(y)) + Math.floor(x));
    return [image[at] ?? -1, image[at + 1] ?? -1, image[at + 2] ?? -1];
  };
}

/** Rewrites a PDF with qpdf, e.g. linearised. */
export function rewriteWithQpdf(pdf: Uint8Array, args: string[]): Uint8Array {
  return withPdf(pdf, (file) => {
    spawnSync('qpdf', [...args, file, `${file}-rewritten`]);
    return new Uint8Array(readFileSync(`${file}-rewritten`));
  });
}

/** The bytes as a file, for as long as the work takes; it may put its results beside it. */
function withPdf<T>(pdf: Uint8Array, work: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'chopmark-pdf-'));
  try {
    const file = join(folder, 'file.pdf');
    writeFileSync(file, pdf);
    return work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
