import { assembleSignature } from '../../src/cms/assemble-signature.ts';
import { signedAttributes } from '../../src/cms/signed-attributes.ts';
import { digestOf } from '../../src/keys/digest-algorithm.ts';
import type { KeyAlgorithm } from '../../src/keys/key-algorithm.ts';
import { digestForKey, signWithKey } from '../../src/keys/sign-with-key.ts';
import { hasSm2 } from '../../src/keys/sm2-support.ts';
import { ocspRequest } from '../../src/ocsp/ocsp-request.ts';
import { ocspFailure } from '../../src/ocsp/response-status.ts';
import { timestampRequest } from '../../src/timestamp/timestamp-request.ts';
import { timestampRefusal } from '../../src/timestamp/timestamp-response.ts';
import { withOcspResponses } from '../../src/verify/testing/with-revocation-data.ts';
import { octets } from '../mutate/latin1.ts';
import {
  type Authorities,
  answerTo,
  crlOf,
  type Holder,
  makeAuthorities,
  POLICY,
  tokenOver,
} from './authorities.ts';
import type { Sample, SampleKind } from './corpus.ts';

/** What every CMS sample is a signature of. */
export const CONTENT = octets('the content that is signed');

export async function derSamples(authorities: Authorities): Promise<Sample[]> {
  const samples: Sample[] = [];
  const algorithms: KeyAlgorithm[] = ['rsa-2048', 'ec-p384', ...(hasSm2() ? (['sm2'] as const) : [])];
  samples.push(...(await ofAuthorities(authorities, 'ec-p256')));
  for (const algorithm of algorithms)
    samples.push(...(await ofAuthorities(await makeAuthorities(algorithm), algorithm)));
  return samples;
}

async function ofAuthorities(authorities: Authorities, algorithm: KeyAlgorithm): Promise<Sample[]> {
  const { root, issuing, signer, tsa, responder, crls, ocsps } = authorities;
  const cms = cmsOf(signer, authorities);
  const requests = timestampRequests(algorithm);
  const asked = ocspRequest({
    certificates: [{ certificate: signer.certificate, issuer: issuing.certificate }],
    nonce: new Uint8Array(32).fill(7),
  });
  const all: [SampleKind, Uint8Array[]][] = [
    ['certificate', [root, issuing, signer, tsa, responder].map((holder) => holder.certificate)],
    ['crl', [...crls, await crlOf(issuing, 20)]],
    [
      'cms',
      [
        cms,
        withOcspResponses(cms, 'signed-data', ocsps),
        withOcspResponses(cms, 'unsigned-attribute', ocsps),
      ],
    ],
    ['token', [tokenOver(authorities, CONTENT)]],
    ['timestamp-request', requests],
    [
      'timestamp-response',
      [...requests.map((request) => answerTo(tsa, request)), timestampRefusal('systemFailure', 'no')],
    ],
    [
      'ocsp-request',
      [
        asked,
        ocspRequest({ certificates: [{ certificate: issuing.certificate, issuer: root.certificate }] }),
      ],
    ],
    ['ocsp-response', [...ocsps, ocspFailure('tryLater')]],
  ];
  return all.flatMap(([kind, list]) =>
    list.map((bytes, i) => ({ kind, name: `${algorithm} ${kind} ${i}`, bytes })),
  );
}

/** What the timestamp target asks; its answers are held against the first one. */
export function timestampRequests(algorithm: KeyAlgorithm): Uint8Array[] {
  const digestAlgorithm = digestForKey(algorithm);
  const digest = digestOf(digestAlgorithm, CONTENT);
  return [
    timestampRequest({ digest, digestAlgorithm, nonce: new Uint8Array(16).fill(3), policy: POLICY }),
    timestampRequest({ digest, digestAlgorithm, certReq: false }),
  ];
}

function cmsOf({ key, certificate, chain }: Holder, authorities: Authorities): Uint8Array {
  const digestAlgorithm = digestForKey(key.algorithm);
  const attributes = signedAttributes({
    digest: digestOf(digestAlgorithm, CONTENT),
    digestAlgorithm,
    certificate,
  });
  const signature = signWithKey(key.privateKey, key.algorithm, attributes);
  return assembleSignature({
    signedAttributes: attributes,
    signature,
    algorithm: key.algorithm,
    certificates: [certificate, ...chain],
    timestampToken: tokenOver(authorities, signature),
  });
}
