import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { authOptions } from '#server/auth.ts';

type RouteContext = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, context: RouteContext): Promise<Response> {
  return NextAuth(request, { params: await context.params }, authOptions(request.headers));
}

export { handle as GET, handle as POST };
