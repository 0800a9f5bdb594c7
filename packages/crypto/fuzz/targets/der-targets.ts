import { integerHex, isText, oidOf, setBits, smallInteger, textOf, timeOf } from '../../src/asn1/decode.ts';
import { type Asn1Element, childrenOf, readElement, readPaddedElement } from '../../src/asn1/element.ts';
import { parseSignature } from '../../src/cms/parse-signature.ts';
import { verifySignature } from '../../src/cms/verify-signature.ts';
import { CryptoError } from '../../src/errors.ts';
import { digestOf } from '../../src/keys/digest-algorithm.ts';
import { describePublicKey } from '../../src/keys/public-key.ts';
import { describeCertificate } from '../../src/x509/describe-certificate.ts';
import { parseCertificate } from '../../src/x509/parsed-certificate.ts';
import { findRevocation, parseCrl } from '../../src/x509/parsed-crl.ts';
import { pemDecode, pemEncode } from '../../src/x509/pem.ts';
import { isIssuedBy } from '../../src/x509/signed-by.ts';
import { verifyChain } from '../../src/x509/verify-chain.ts';
import { SIGNED_AT } from '../corpus/authorities.ts';
import type { Corpus } from '../corpus/corpus.ts';
import { CONTENT } from '../corpus/der-samples.ts';
import { mutateDer } from '../mutate/der.ts';
import { decodeTree } from '../mutate/der-tree.ts';
import { latin1 } from '../mutate/latin1.ts';
import { repeated } from '../mutate/mutator.ts';
import { must, type TargetMaker } from './target.ts';

const mutate = repeated(mutateDer);
const digest = (algorithm: Parameters<typeof digestOf>[0]) => digestOf(algorithm, CONTENT);

export const der: TargetMaker = () => ({
  kinds: ['certificate', 'crl', 'cms', 'ocsp-response'],
  mutate,
  run(input) {
    const strict = attempt(() => walk(readElement(input)));
    const padded = attempt(() => readPaddedElement(input));
    must(strict !== 'read' || padded === 'read', 'what needs no padding reads with it');
    must(strict === 'read' || !isPlain(input), 'what another reader finds plain DER is read');
    return `${strict} ${padded}`;
  },
});

const DECODERS = [oidOf, integerHex, smallInteger, timeOf, setBits, textOf];

/** One value, as the mutators' own reader sees it. */
function isPlain(input: Uint8Array): boolean {
  const tree = decodeTree(input);
  return tree?.length === 1 && tree.every(({ tag }) => tag !== 0x24 && (tag & 0x1f) !== 0x1f);
}

/** All values, by every decoder, as far as the time of one input goes. */
function walk(element: Asn1Element, budget = { left: 300 }): void {
  budget.left -= 1;
  for (const decode of DECODERS) attempt(() => decode(element));
  isText(element);
  for (const child of attemptValue(() => childrenOf(element)) ?? []) if (budget.left > 0) walk(child, budget);
}

function attemptValue<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}

/** What is refused is refused with a code, and nothing of ours went wrong on the way to it. */
function attempt(read: () => void): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    refuseHiddenFault(error);
    return error.code;
  }
}

/** Readers turn whatever happened into their own refusal; a TypeError or RangeError beneath it is a fault of ours. */
export function refuseHiddenFault(error: CryptoError): void {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof TypeError || cause instanceof RangeError || cause instanceof ReferenceError)
      throw cause;
  }
}

export const certificate: TargetMaker = (corpus) => {
  const { root, issuing, crls, ocsps } = { ...corpus.authorities };
  const honest = new Set(ofKind(corpus, 'certificate').map((bytes) => Buffer.from(bytes).toString('hex')));
  return {
    kinds: ['certificate'],
    mutate,
    run(input) {
      const described = attempt(() => describeCertificate(input));
      attempt(() => describePublicKey(parseCertificate(input).publicKey));
      attempt(() => isIssuedBy(input, issuing.certificate));
      attempt(() => pemDecode(latin1(input)));
      must(
        Buffer.compare(
          pemDecode(pemEncode(input.length > 0 ? input : Uint8Array.of(0), 'X'))[0] ?? input,
          input.length > 0 ? input : Uint8Array.of(0),
        ) === 0,
        'PEM gives back what it was given',
      );
      const common = { trust: [root.certificate], crls, ocsps, at: SIGNED_AT };
      const leaf = verifyChain({
        ...common,
        leaf: input,
        intermediates: [issuing.certificate],
        purpose: 'document-signing',
      });
      const between = verifyChain({
        ...common,
        leaf: corpus.authorities.signer.certificate,
        intermediates: [input, issuing.certificate],
        purpose: 'document-signing',
      });
      must(between.status === 'trusted', 'a chain that holds is found whatever lies beside it');
      if (leaf.status === 'trusted') {
        must(honest.has(Buffer.from(input).toString('hex')), 'no changed certificate is trusted');
      }
      return `${described} ${leaf.status} ${leaf.reasons.join()}`;
    },
  };
};

export const crl: TargetMaker = ({ authorities }) => ({
  kinds: ['crl'],
  mutate,
  run(input) {
    const read = attempt(() => findRevocation(parseCrl(input), '01'.repeat(16)));
    const { root, issuing, signer } = authorities;
    const result = verifyChain({
      leaf: signer.certificate,
      intermediates: [issuing.certificate],
      trust: [root.certificate],
      crls: [input],
      at: SIGNED_AT,
      purpose: 'document-signing',
    });
    must(result.status === 'trusted', 'a list that the authority did not make revokes nothing');
    return `${read} ${result.reasons.join()} ${result.revocation.map(({ status }) => status).join()}`;
  },
});

export const cms: TargetMaker = (corpus) => {
  const honest = new Set(ofKind(corpus, 'cms').map((bytes) => essence(bytes)));
  return {
    kinds: ['cms', 'token'],
    mutate,
    run(input) {
      const parsed = readOrRefuse(() => parseSignature(input));
      const check = verifySignature(parsed, digest, () => CONTENT);
      if (check.intact) must(honest.has(essence(input)), 'what is intact was signed');
      for (const each of parsed.certificates.slice(0, 20)) attempt(() => describeCertificate(each));
      return `${check.intact} ${check.reasons.join()}`;
    },
  };
};

/** What a signature vouches for: attributes and certificate; the rest of a CMS is nobody's promise. */
function essence(cms: Uint8Array): string {
  const { signedAttributes, signerCertificate } = parseSignature(cms);
  return [signedAttributes, signerCertificate]
    .map((part) => Buffer.from(part ?? []).toString('hex'))
    .join(' ');
}

export function readOrRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CryptoError) refuseHiddenFault(error);
    throw error;
  }
}

function ofKind(corpus: Corpus, kind: string): Uint8Array[] {
  return corpus.samples.filter((sample) => sample.kind === kind).map(({ bytes }) => bytes);
}
