import { childrenOf, readElement } from '../asn1/element.ts';
import { encodeTag, objectIdentifier, octetString, sequence, tagged } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { signatureIdentifier } from '../keys/signature-scheme.ts';
import { keyHash } from '../ocsp/cert-id.ts';
import { parseOcspResponse } from '../ocsp/parsed-ocsp-response.ts';
import { signed } from '../x509/issue-certificate.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import type { Holder } from './sample-chain.ts';

type Changes = {
  namedBy?: 'name' | 'key';
  certificates?: Uint8Array[];
  /** Of the single response: replaces its extensions. */
  singleExtension?: Uint8Array;
  nextUpdate?: 'absent';
};

/** The same answer signed by whoever wants to: what our own responder never makes but an attacker or another responder may. */
export function resignOcsp(response: Uint8Array, by: Holder, changes: Changes = {}): Uint8Array {
  const { basic } = parseOcspResponse(response);
  const [, producedAt, responses] = basic ? childrenOf(readElement(basic.tbs)) : [];
  if (!producedAt || !responses) throw new Error('this response has no answer');
  const certificate = parseCertificate(by.certificate);
  const id =
    changes.namedBy === 'name'
      ? tagged(1, certificate.subject.raw)
      : tagged(2, octetString(keyHash(certificate, 'SHA-1')));
  const singles = childrenOf(responses).map(({ raw }) => changeSingle(raw, changes));
  const algorithm = signatureIdentifier(by.algorithm);
  const plain = signed(sequence(id, producedAt.raw, sequence(...singles)), algorithm, by);
  const certificates = tagged(0, sequence(...(changes.certificates ?? [by.certificate])));
  const full = sequence(...childrenOf(readElement(plain)).map(({ raw }) => raw), certificates);
  const bytes = sequence(objectIdentifier(OID.ocspBasic), octetString(full));
  return sequence(encodeTag(0x0a, Uint8Array.of(0)), tagged(0, bytes));
}

function changeSingle(raw: Uint8Array, { singleExtension, nextUpdate }: Changes): Uint8Array {
  const fields = childrenOf(readElement(raw)).filter(
    ({ tag }, index) => index < 3 || !(nextUpdate === 'absent' && tag === 0xa0),
  );
  const extensions = singleExtension ? [tagged(1, sequence(singleExtension))] : [];
  return sequence(...fields.map((field) => field.raw), ...extensions);
}
