import { router } from '../trpc.ts';
import { authRouter } from './auth.ts';
import { certificatesRouter } from './certificates.ts';
import { contractsRouter } from './contracts.ts';
import { invitationsRouter } from './invitations.ts';
import { mailboxRouter } from './mailbox.ts';
import { meRouter } from './me.ts';
import { membersRouter } from './members.ts';
import { onboardingRouter } from './onboarding.ts';
import { operatorRouter } from './operator.ts';
import { sealsRouter } from './seals.ts';
import { settingsRouter } from './settings.ts';
import { signingRouter } from './signing.ts';

/** The one set of procedures: /api/trpc, /api/v1 and server components all call these. */
export const appRouter = router({
  auth: authRouter,
  certificates: certificatesRouter,
  contracts: contractsRouter,
  invitations: invitationsRouter,
  mailbox: mailboxRouter,
  me: meRouter,
  onboarding: onboardingRouter,
  members: membersRouter,
  operator: operatorRouter,
  seals: sealsRouter,
  settings: settingsRouter,
  signing: signingRouter,
});

export type AppRouter = typeof appRouter;
