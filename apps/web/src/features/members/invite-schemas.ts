import { z } from 'zod';
import { MIN_PASSWORD } from '#features/auth/auth-schemas.ts';

/** What the invitation form checks before anything is sent; the procedure's own schema decides. */
export const inviteForm = z.object({
  email: z.string().trim().max(254).pipe(z.email()),
  name: z.string().trim().min(1).max(60),
});

/** What somebody without an account enters to join. The password's length is core's, as at sign-up. */
export const joinForm = z.object({
  name: z.string().trim().min(1).max(60),
  password: z.string().min(MIN_PASSWORD).max(200),
});
