import { ocspRequest } from '../ocsp/ocsp-request.ts';
import { type OcspResponseInput, type OcspStatus, ocspResponse } from '../ocsp/ocsp-response.ts';
import { daysFromNow, type Holder } from './sample-chain.ts';

type Overrides = Partial<OcspResponseInput> & { status?: OcspStatus; nonce?: Uint8Array };

/** What an authority answers about one certificate, a day after the tests sign, in force for a week. */
export function ocspOf(
  subject: Holder,
  issuer: Holder,
  responder: Holder,
  { status = { status: 'good' }, nonce, ...rest }: Overrides = {},
): Promise<Uint8Array> {
  return ocspResponse({
    request: ocspRequest({
      certificates: [{ ...subject, issuer: issuer.certificate }],
      ...(nonce && { nonce }),
    }),
    issuer: issuer.certificate,
    responder,
    statusOf: () => status,
    producedAt: daysFromNow(1),
    thisUpdate: daysFromNow(1),
    nextUpdate: daysFromNow(8),
    ...rest,
  });
}
