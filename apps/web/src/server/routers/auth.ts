import { z } from 'zod';
import {
  codeLogInInput,
  logInWithCode,
  logInWithPassword,
  logOut,
  passwordLogInInput,
  redeemTicket,
  redeemTicketInput,
  requestLoginCode,
  requestLoginCodeInput,
  signUp,
  signUpInput,
} from '#server/core-package.ts';
import { issueSessionToken } from '../session-token.ts';
import { procedure, router } from '../trpc.ts';
import { done, doneOutput } from './done.ts';

const tags: [string] = ['auth'];
const ticketOutput = z.object({
  ticket: z.string().meta({ description: 'Good for one log-in within two minutes' }),
});

/** Ways to log in. Each ends in a single-use ticket: the site's log-in or POST /auth/sessions redeems it. */
export const authRouter = router({
  requestCode: procedure({
    permission: 'anonymous',
    openapi: {
      method: 'POST',
      path: '/auth/codes',
      tags,
      summary: 'Send a one-time code to an e-mail address',
      protect: false,
    },
  })
    .input(requestLoginCodeInput)
    .output(z.object({ expiresAt: z.string() }))
    .mutation(({ ctx, input }) => requestLoginCode(ctx.call, input)),

  signUp: procedure({
    permission: 'anonymous',
    openapi: {
      method: 'POST',
      path: '/auth/sign-ups',
      tags,
      summary: 'Open an account',
      protect: false,
    },
  })
    .input(signUpInput)
    .output(ticketOutput)
    .mutation(({ ctx, input }) => signUp(ctx.call, input)),

  logInWithPassword: procedure({
    permission: 'anonymous',
    openapi: {
      method: 'POST',
      path: '/auth/password-log-ins',
      tags,
      summary: 'Log in with a password',
      protect: false,
    },
  })
    .input(passwordLogInInput)
    .output(ticketOutput)
    .mutation(({ ctx, input }) => logInWithPassword(ctx.call, input)),

  logInWithCode: procedure({
    permission: 'anonymous',
    openapi: {
      method: 'POST',
      path: '/auth/code-log-ins',
      tags,
      summary: 'Log in with a one-time code',
      protect: false,
    },
  })
    .input(codeLogInInput)
    .output(ticketOutput)
    .mutation(({ ctx, input }) => logInWithCode(ctx.call, input)),

  openSession: procedure({
    permission: 'anonymous',
    openapi: {
      method: 'POST',
      path: '/auth/sessions',
      tags,
      summary: 'Redeem a ticket for a bearer token',
      protect: false,
    },
  })
    .input(redeemTicketInput)
    .output(z.object({ token: z.string().meta({ description: 'For the header Authorization: Bearer' }) }))
    .mutation(async ({ ctx, input }) => {
      const { sessionId } = await redeemTicket(ctx.call, input);
      return { token: await issueSessionToken(sessionId) };
    }),

  logOut: procedure({
    permission: 'account',
    openapi: {
      method: 'DELETE',
      path: '/auth/sessions/current',
      tags,
      summary: 'End the session one is logged in with',
      protect: true,
    },
  })
    .output(doneOutput)
    .mutation(async ({ ctx }) => {
      await logOut(ctx.call);
      return done;
    }),
});
