import { authorityResponse } from '#server/authority-response.ts';
import { getCore } from '#server/core.ts';
import { issuingCrl, rootCrl } from '#server/core-package.ts';

type RouteContext = { params: Promise<{ file: string }> };

/** The CRL distribution points that our certificates name (RFC 5280 §4.2.1.13): root.crl and one for each tenant. */
export async function GET(request: Request, context: RouteContext): Promise<Response> {
  const { file } = await context.params;
  return authorityResponse(request, 'application/pkix-crl', async () => {
    const core = await getCore();
    const name = file.replace(/\.crl$/, '');
    return name === 'root' ? rootCrl(core) : issuingCrl(core, name);
  });
}
