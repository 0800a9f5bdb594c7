import { CryptoError } from '../../src/errors.ts';
import { digestOf } from '../../src/keys/digest-algorithm.ts';
import { asksAbout, ocspResponse } from '../../src/ocsp/ocsp-response.ts';
import { parseOcspResponse } from '../../src/ocsp/parsed-ocsp-response.ts';
import { describeOcspResponse, readOcspResponse } from '../../src/ocsp/read-ocsp-response.ts';
import { readTimestampResponse } from '../../src/timestamp/read-timestamp-response.ts';
import { verifyTimestampToken } from '../../src/timestamp/verify-timestamp-token.ts';
import { verifyChain } from '../../src/x509/verify-chain.ts';
import { answerTo, SIGNED_AT } from '../corpus/authorities.ts';
import { CONTENT, timestampRequests } from '../corpus/der-samples.ts';
import { mutateDer } from '../mutate/der.ts';
import { repeated } from '../mutate/mutator.ts';
import { readOrRefuse, refuseHiddenFault } from './der-targets.ts';
import { must, type TargetMaker, Violation } from './target.ts';

const mutate = repeated(mutateDer);
const DAY = 86_400_000;

/** Requests as a responder gets them, answers as a client does: each input is read as both. */
export const ocsp: TargetMaker = ({ authorities }) => {
  const { root, issuing, signer, responder, crls } = authorities;
  return {
    kinds: ['ocsp-request', 'ocsp-response'],
    mutate,
    async run(input) {
      const answer = await ocspResponse({
        request: input,
        issuer: issuing.certificate,
        responder: { ...responder.key, certificate: responder.certificate },
        statusOf: () => ({ status: 'good' }),
        producedAt: SIGNED_AT,
        thisUpdate: SIGNED_AT,
        nextUpdate: new Date(SIGNED_AT.getTime() + DAY),
      });
      const { status } = parseOcspResponse(answer);
      must([0, 1, 6].includes(status), 'every request is answered, told that it is malformed, or not ours');
      asksAbout(input, issuing.certificate);
      const common = { certificate: signer.certificate, issuer: issuing.certificate, now: SIGNED_AT };
      const said = codeOf(() =>
        must(
          readOcspResponse({ response: input, ...common }).status === 'good',
          'no other answer was ever signed',
        ),
      );
      codeOf(() => describeOcspResponse(input));
      const chain = verifyChain({
        leaf: signer.certificate,
        intermediates: [issuing.certificate],
        trust: [root.certificate],
        crls,
        ocsps: [input],
        at: SIGNED_AT,
        purpose: 'document-signing',
      });
      must(chain.status === 'trusted', 'an answer that no responder gave revokes nothing');
      return `${status} ${said}`;
    },
  };
};

/** Requests as an authority gets them, answers as a requester does, tokens as a verifier does. */
export const timestamp: TargetMaker = ({ authorities }) => {
  const [request = new Uint8Array()] = timestampRequests('ec-p256');
  return {
    kinds: ['timestamp-request', 'timestamp-response', 'token'],
    mutate,
    run(input) {
      must(answerTo(authorities.tsa, input).length > 5, 'every request is answered');
      const read = codeOf(() => readTimestampResponse({ response: input, request }));
      const token = codeOf(() => {
        const check = verifyTimestampToken(input, (algorithm) => digestOf(algorithm, CONTENT));
        return `${check.intact} ${check.reasons.join()}`;
      });
      return `${read} ${token}`;
    },
  };
};

function codeOf(run: () => unknown): string {
  try {
    const result = readOrRefuse(run);
    return typeof result === 'string' ? result : 'read';
  } catch (error) {
    if (error instanceof Violation || !(error instanceof CryptoError)) throw error;
    refuseHiddenFault(error);
    return error.code;
  }
}
