import { getCore, getLog } from '#server/core.ts';

/** Readiness: the database answers too. A balancer sends requests here only while it does. */
export async function GET(): Promise<Response> {
  const headers = { 'Cache-Control': 'no-store' };
  try {
    const core = await getCore();
    await core.db.relay.tenant.findFirst({ select: { id: true } });
    return Response.json({ status: 'ready' }, { headers });
  } catch (error) {
    getLog().warn({ err: error }, 'not ready');
    return Response.json({ status: 'unavailable' }, { status: 503, headers });
  }
}

export const dynamic = 'force-dynamic';
