import { problemResponse } from './problem-response.ts';
import { requestFacts } from './request-facts.ts';

/** A certificate or CRL in DER (RFC 2585), made for this request; anyone may fetch and keep it for a while. */
export async function authorityResponse(
  request: Request,
  contentType: 'application/pkix-crl' | 'application/pkix-cert',
  make: () => Promise<Uint8Array>,
): Promise<Response> {
  try {
    const der = await make();
    return new Response(new Uint8Array(der), {
      headers: { 'Content-Type': contentType, 'Cache-Control': 'public, max-age=300' },
    });
  } catch (error) {
    return problemResponse(error, requestFacts(request.headers));
  }
}
