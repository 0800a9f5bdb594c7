import { authorityResponse } from '#server/authority-response.ts';
import { getCore } from '#server/core.ts';
import { rootCertificate } from '#server/core-package.ts';

/** The root certificate, where our certificates' authority information access points (RFC 5280 §4.2.2.1). */
export async function GET(request: Request): Promise<Response> {
  return authorityResponse(request, 'application/pkix-cert', async () => rootCertificate(await getCore()));
}
