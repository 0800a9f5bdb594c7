import type { HealthChecked } from './health.ts';

export interface ConversionProvider extends HealthChecked {
  /** Throws PluginError CONVERSION_*. The same bytes may give other PDF bytes the next time: keep the result. */
  toPdf(document: { bytes: Uint8Array; from: 'docx' | 'doc' }): Promise<{ pdf: Uint8Array }>;
}
