import {
  describeCertificate,
  describeOcspResponse,
  type OcspFailure,
  ocspFailure,
  ocspResponse,
} from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { KeyLine } from '../tenants/key-algorithms.ts';
import { rootOf } from './authority.ts';
import { issuingCaAt } from './issuing-ca.ts';
import { publishedName } from './published-name.ts';
import { rootStatus } from './root-register.ts';

/** An answer that anybody may keep until then; undefined where nobody may. */
export type OcspReply = { response: Uint8Array; cacheable?: { producedAt: Date; until: Date } };

const HOUR = 3_600_000;
/** Issuing CAs, the TSA and the platform's own certificate are seldom revoked. */
const ROOT_VALIDITY_HOURS = 24;

/**
 * Answers an OCSPRequest (RFC 6960) for the authority published under a name. Never throws: who is asked about something it can't
 * speak for says `unauthorized`, and whose database does not answer says `tryLater`.
 */
export async function publishedOcsp(core: Core, file: string, request: Uint8Array): Promise<OcspReply> {
  try {
    return withCaching(await answer(core, file, request));
  } catch (error) {
    const isUnknown = error instanceof CoreError && error.code === 'NOT_FOUND';
    if (!isUnknown) core.log.warn({ file, error }, 'an OCSP request could not be answered');
    return refusal(isUnknown ? 'unauthorized' : 'tryLater');
  }
}

async function answer(core: Core, file: string, request: Uint8Array): Promise<Uint8Array> {
  const published = publishedName(file);
  if (published.name === 'root') return answerForRoot(core, published.line, request);
  const { ca } = await issuingCaAt(core, published);
  return ca.ocsp(request);
}

/** A root answers with its own key: it is asked about a handful of certificates. */
async function answerForRoot(core: Core, line: KeyLine, request: Uint8Array): Promise<Uint8Array> {
  const root = await rootOf(core, line);
  const now = core.now();
  return ocspResponse({
    request,
    issuer: root.certificate,
    responder: root,
    statusOf: (serialNumber) => rootStatus(core, serialNumber),
    producedAt: now,
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + ROOT_VALIDITY_HOURS * HOUR),
    archiveCutoff: describeCertificate(root.certificate).notBefore,
  });
}

function withCaching(response: Uint8Array): OcspReply {
  const described = describeOcspResponse(response);
  // RFC 5019 §6: what answers one requester's nonce is for nobody else.
  if (!described?.nextUpdate || described.hasNonce) return { response };
  return { response, cacheable: { producedAt: described.producedAt, until: described.nextUpdate } };
}

function refusal(failure: OcspFailure): OcspReply {
  return { response: ocspFailure(failure) };
}
