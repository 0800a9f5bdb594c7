/** `message`: one sentence in both languages that says what was found and, if it isn't well, what to do. */
export type Health = { ok: boolean; message: { 'zh-CN': string; en: string } };

/**
 * What the operator's test button calls. It changes nothing, its message names no secret, and it is honest: a provider
 * that could not do its work now says so. It resolves also when it isn't well.
 */
export interface HealthChecked {
  healthCheck?(): Promise<Health>;
}
