import type { ApiClient } from '#client/api-client.ts';
import type { DraftApi } from './draft-session.ts';

/** The procedures a session saves by. */
export function draftApi(client: ApiClient, contractId: string): DraftApi {
  const { contracts } = client;
  return {
    read: () => contracts.draft.query({ contractId }),
    save: {
      details: (details, version) => contracts.update.mutate({ contractId, version, ...details }),
      parties: (parties, version) => contracts.setParties.mutate({ contractId, version, parties }),
      controls: (controls, version) => contracts.setControls.mutate({ contractId, version, controls }),
    },
  };
}
