import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { actorOfSession, CoreError, contextOf, logOut, redeemTicket } from '#server/core-package.ts';
import { callContext } from './actor.ts';
import { getCore } from './core.ts';
import { env } from './env.ts';
import { requestFacts } from './request-facts.ts';
import { cookiesAreSecure, SESSION_MAX_AGE, sessionCookieName } from './session-cookie.ts';

/**
 * Every way of logging in ends in a single-use ticket, which this provider redeems for a session in the database. The
 * cookie carries that session's ID only; signing out revokes the session.
 */
export function authOptions(headers: Headers): NextAuthOptions {
  const secure = cookiesAreSecure();
  return {
    secret: env().NEXTAUTH_SECRET,
    useSecureCookies: secure,
    session: { strategy: 'jwt', maxAge: SESSION_MAX_AGE },
    pages: { signIn: '/login', signOut: '/', error: '/login' },
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
      },
    },
    providers: [
      CredentialsProvider({
        credentials: { ticket: { type: 'text' } },
        authorize: async (credentials) => sessionOfTicket(credentials?.ticket ?? '', headers),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sid: user.id } : { sid: token.sid }),
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ baseUrl }) => baseUrl,
    },
    events: { signOut: ({ token }) => revoke(token.sid) },
  };
}

async function sessionOfTicket(ticket: string, headers: Headers): Promise<{ id: string } | null> {
  const facts = requestFacts(headers);
  try {
    const ctx = callContext(await getCore(), { kind: 'anonymous' }, facts);
    const { sessionId } = await redeemTicket(ctx, { ticket });
    return { id: sessionId };
  } catch (error) {
    // next-auth answers null with its own refusal; anything unforeseen must not look like a wrong ticket.
    if (error instanceof CoreError) return null;
    throw error;
  }
}

async function revoke(sessionId: unknown): Promise<void> {
  if (typeof sessionId !== 'string') return;
  const core = await getCore();
  const actor = await actorOfSession(core, sessionId);
  if (actor) await logOut(contextOf(core, actor));
}
