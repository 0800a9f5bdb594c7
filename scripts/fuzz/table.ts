import type { Tally } from '@chopmark/crypto/fuzz';

export type Row = { target: string; tallies: Tally[]; findings: number };

/** One line a target. */
export function tableOf(rows: Row[]): string {
  const head = [
    'target',
    'inputs',
    'per second',
    'outcomes',
    'slowest',
    'its size',
    'most memory',
    'findings',
  ];
  const lines = rows.map(({ target, tallies, findings }) => {
    const inputs = sum(tallies.map((tally) => tally.inputs));
    const seconds = sum(tallies.map((tally) => tally.seconds));
    const slowest = tallies.map((tally) => tally.slowest).sort((a, b) => b.seconds - a.seconds)[0];
    return [
      target,
      String(inputs),
      String(Math.round(inputs / Math.max(seconds, 0.001))),
      String(Math.max(0, ...tallies.map(({ outcomes }) => outcomes))),
      `${Math.round((slowest?.seconds ?? 0) * 1000)} ms`,
      `${Math.ceil((slowest?.size ?? 0) / 1024)} KB`,
      `${Math.round(Math.max(0, ...tallies.map(({ memory }) => memory)) / 2 ** 20)} MB`,
      String(findings),
    ];
  });
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return [head, ...lines].map((line) => line.map(pad).join('  ')).join('\n');
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
