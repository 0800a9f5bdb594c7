import type { Core } from '../context.ts';
import { contractCompletedJob } from './contract-completed.ts';
import { expireContractJob } from './expire-contract.ts';
import { finishContractJob } from './finish-contract.ts';
import { memberInvitedJob } from './member-invited.ts';
import { sendNoticeJob } from './notify.ts';
import { reconcileJob } from './reconcile.ts';
import { renewArchiveJob, renewArchivesJob } from './renew-archives.ts';
import { sendContractJob } from './send-contract.ts';
import { signContractJob } from './sign-contract.ts';
import { tendKeysJob } from './tend-keys.ts';

export { relayOutbox } from './outbox.ts';

/** All Inngest functions, for whoever serves them. */
export function jobFunctions(core: Core) {
  return [
    sendContractJob(core),
    expireContractJob(core),
    signContractJob(core),
    sendNoticeJob(core),
    memberInvitedJob(core),
    finishContractJob(core),
    contractCompletedJob(core),
    renewArchivesJob(core),
    renewArchiveJob(core),
    reconcileJob(core),
    tendKeysJob(core),
  ];
}
