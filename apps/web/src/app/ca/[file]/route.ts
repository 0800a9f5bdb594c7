import { authorityResponse } from '#server/authority-response.ts';
import { getCore } from '#server/core.ts';
import { issuingCertificate, rootCertificate } from '#server/core-package.ts';

type RouteContext = { params: Promise<{ file: string }> };

/** Where our certificates' authority information access points (RFC 5280 §4.2.2.1): root.cer and one for each tenant. */
export async function GET(request: Request, context: RouteContext): Promise<Response> {
  const { file } = await context.params;
  return authorityResponse(request, 'application/pkix-cert', async () => {
    const core = await getCore();
    const name = file.replace(/\.cer$/, '');
    return name === 'root' ? rootCertificate(core) : issuingCertificate(core, name);
  });
}
