export type Health = { ok: boolean; message: string };

/** What the operator's test button calls. It changes nothing, and its message names no secret. */
export interface HealthChecked {
  healthCheck?(): Promise<Health>;
}
