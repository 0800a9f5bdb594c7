import { authorityResponse } from '#server/authority-response.ts';
import { getCore } from '#server/core.ts';
import { publishedCrl } from '#server/core-package.ts';

type RouteContext = { params: Promise<{ file: string }> };

/** The CRL distribution points that our certificates name (RFC 5280 §4.2.1.13): root.crl, root.sm2.crl and one or two for each tenant. */
export async function GET(request: Request, context: RouteContext): Promise<Response> {
  const { file } = await context.params;
  return authorityResponse(request, 'application/pkix-crl', async () => {
    return publishedCrl(await getCore(), file.replace(/\.crl$/, ''));
  });
}
