import { makeAuthorities } from './authorities.ts';
import { type Corpus, coveredDigests, type Sample } from './corpus.ts';
import { derSamples } from './der-samples.ts';
import { otherSamples } from './other-samples.ts';
import { pdfSamples } from './pdf-samples.ts';

/** @param others files of other writers */
export async function makeCorpus(others: Sample[]): Promise<Corpus> {
  const authorities = await makeAuthorities('ec-p256');
  const samples = [
    ...(await pdfSamples(authorities)),
    ...(await derSamples(authorities)),
    ...otherSamples(),
    ...others,
  ];
  const signed = samples
    .filter(({ kind }) => kind === 'signed-pdf')
    .flatMap(({ bytes }) => coveredDigests(bytes));
  return { samples, authorities, signed: [...new Set(signed)] };
}
