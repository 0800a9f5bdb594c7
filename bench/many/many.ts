import type { Bench, Row } from '../row.ts';
import { median, rounded } from '../row.ts';
import { makeMaterial } from '../sign/make-material.ts';
import { fieldName, fieldSigner, signedByMany, withFields } from '../sign/signed-files.ts';

const SIGNERS = 50;
const SIZE = 100 * 1024;
/** One of each in turn: what else the machine does then falls on both. */
const ROUNDS = 1000;
const WARM_UP = 400;

/** The last of many signatures on one document, beside the first on a document of as many bytes and fields. */
export const manyBench: Bench = async ({ note, smoke }) => {
  const material = await makeMaterial({});
  const signed = await signedByMany(material, SIGNERS - 1, SIGNERS);
  // Padded by its picture to the size the other has reached.
  const empty = await withFields(SIZE, SIGNERS);
  const fresh = await withFields(signed.length - (empty.length - SIZE), SIGNERS);
  const sign = fieldSigner(material);
  const last = () => sign(signed, fieldName(SIGNERS - 1));
  const first = () => sign(fresh, fieldName(SIGNERS - 1));
  note(`many: signature ${SIGNERS} and a first one on ${Math.round(signed.length / 1024)} KB in turn`);
  const times = { last: [] as number[], first: [] as number[] };
  const [rounds, warmUp] = smoke ? [10, 10] : [ROUNDS, WARM_UP];
  for (let round = -warmUp; round < rounds; round += 1) {
    const ofLast = await seconds(last);
    const ofFirst = await seconds(first);
    if (round < 0) continue;
    times.last.push(ofLast);
    times.first.push(ofFirst);
  }
  const name = `signature ${SIGNERS} of ${SIGNERS}`;
  const ours = median(times.last);
  const row = (subject: string, time: number): Row => ({
    bench: 'many',
    case: name,
    subject,
    perSecond: rounded(1 / time),
    ratio: rounded(time / ours),
  });
  return [row('chopmark', ours), row('first signature on as many bytes', median(times.first))];
};

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1000;
}
