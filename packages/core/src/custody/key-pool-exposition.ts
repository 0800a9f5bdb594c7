import type { PoolMetrics } from './key-pool.ts';

type Series = {
  name: string;
  type: 'gauge' | 'counter' | 'summary';
  help: string;
  /** Suffix of the name and value for one algorithm. */
  samples(metrics: PoolMetrics): [suffix: string, value: number][];
};

const single = (
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  of: (metrics: PoolMetrics) => number,
): Series => ({ name, type, help, samples: (metrics) => [['', of(metrics)]] });

const SERIES: readonly Series[] = [
  single('keys', 'gauge', 'Keys in stock, of the whole installation.', ({ size }) => size),
  single(
    'reserved',
    'gauge',
    'Keys this process has taken out of the stock and not yet handed out.',
    ({ reserved }) => reserved,
  ),
  single('low_mark', 'gauge', 'Below this stock the pool is filled.', ({ low }) => low),
  single('high_mark', 'gauge', 'Up to this stock the pool is filled.', ({ high }) => high),
  single('taken_total', 'counter', 'Keys this process handed out.', ({ taken }) => taken),
  single(
    'missed_total',
    'counter',
    'Keys this process wanted when the pool was empty and made at once.',
    ({ missed }) => missed,
  ),
  single('generated_total', 'counter', 'Keys this process made for the pool.', ({ generated }) => generated),
  single(
    'outdated_total',
    'counter',
    'Keys this process threw away because of their age or with their data key.',
    ({ outdated }) => outdated,
  ),
  {
    name: 'take_seconds',
    type: 'summary',
    help: 'Time to take a key or to find none.',
    samples: ({ takeSeconds, taken, missed }) => [
      ['_sum', takeSeconds.sum],
      ['_count', taken + missed],
    ],
  },
  {
    name: 'refill_seconds',
    type: 'summary',
    help: 'Time to fill the pool up once it was below its low mark.',
    samples: ({ refills }) => [
      ['_sum', refills.seconds],
      ['_count', refills.count],
    ],
  },
];

/** The pool's metrics in Prometheus' text format, version 0.0.4; each ends with a line feed. */
export function keyPoolExposition(metrics: readonly PoolMetrics[]): string {
  const lines = SERIES.flatMap(({ name, type, help, samples }) => {
    const full = `chopmark_key_pool_${name}`;
    const values = metrics.flatMap((each) =>
      samples(each).map(([suffix, value]) => `${full}${suffix}{algorithm="${each.algorithm}"} ${value}`),
    );
    return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...values];
  });
  return `${lines.join('\n')}\n`;
}
