import { median } from './row.ts';

export type Contestant = {
  name: string;
  /** Does the work `count` times. @returns the seconds it took */
  time(count: number): Promise<number>;
};

export type Pace = {
  rounds: number;
  warmUpSeconds: number;
  roundSeconds: number;
};

/**
 * Rates of several contestants, measured in turn: what the machine does besides slows a round of each, and the median
 * drops it.
 * @returns times per second by name
 */
export async function interleavedRates(contestants: Contestant[], pace: Pace): Promise<Map<string, number>> {
  const counts = new Map<Contestant, number>();
  for (const contestant of contestants) counts.set(contestant, await warmUp(contestant, pace));
  const rates = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < pace.rounds; round += 1) {
    for (const [contestant, count] of counts) {
      rates.get(contestant.name)?.push(count / (await contestant.time(count)));
    }
  }
  return new Map([...rates].map(([name, values]) => [name, median(values)]));
}

/** @returns how often the contestant does its work in one round */
async function warmUp(contestant: Contestant, { warmUpSeconds, roundSeconds }: Pace): Promise<number> {
  let count = 1;
  let seconds = await contestant.time(count);
  for (let spent = seconds; spent < warmUpSeconds; spent += seconds) {
    count = Math.max(1, Math.round((Math.min(warmUpSeconds - spent, roundSeconds) * count) / seconds));
    seconds = await contestant.time(count);
  }
  return Math.max(1, Math.round((roundSeconds * count) / seconds));
}
