import { authorityResponse } from '#server/authority-response.ts';
import { getCore } from '#server/core.ts';
import { publishedCertificate } from '#server/core-package.ts';

type RouteContext = { params: Promise<{ file: string }> };

/** Where our certificates' authority information access points (RFC 5280 §4.2.2.1): root.cer, root.sm2.cer and one or two for each tenant. */
export async function GET(request: Request, context: RouteContext): Promise<Response> {
  const { file } = await context.params;
  return authorityResponse(request, 'application/pkix-cert', async () => {
    return publishedCertificate(await getCore(), file.replace(/\.cer$/, ''));
  });
}
