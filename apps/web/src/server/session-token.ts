import { decode, encode } from 'next-auth/jwt';
import { z } from 'zod';
import { env } from './env.ts';
import { SESSION_MAX_AGE } from './session-cookie.ts';

const claims = z.object({ sid: z.string() });

/** The encrypted token that names a session and nothing else: what the cookie holds, or a bearer of the API. */
export function issueSessionToken(sessionId: string): Promise<string> {
  return encode({ token: { sid: sessionId }, secret: env().NEXTAUTH_SECRET, maxAge: SESSION_MAX_AGE });
}

/** The session a token names, or null when it wasn't made by us or is too old. The database decides what it is worth. */
export async function sessionIdOf(token: string): Promise<string | null> {
  try {
    const parsed = claims.safeParse(await decode({ token, secret: env().NEXTAUTH_SECRET }));
    return parsed.success ? parsed.data.sid : null;
  } catch {
    // Whatever is wrong with a token somebody sent, it names no session.
    return null;
  }
}
