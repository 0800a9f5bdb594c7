export { builtInPlugins } from './built-in-plugins.ts';
export type {
  CertificateAuthority,
  CertificateStatus,
  IssuedCertificate,
  IssueRequest,
  RenewalRequest,
  RevocationRequest,
} from './contract/certificate-authority.ts';
export type { ConversionProvider } from './contract/conversion.ts';
export { described } from './contract/described.ts';
export type { EvidenceDeposit, EvidenceProvider } from './contract/evidence.ts';
export type { Health, HealthChecked } from './contract/health.ts';
export type {
  Alongside,
  Egress,
  EgressRequest,
  EgressResponse,
  Log,
  NetworkTime,
  PluginHost,
  PluginState,
  StateEntry,
  StateText,
  TimeSample,
} from './contract/host.ts';
export type {
  EnterpriseIdentity,
  IdentityLevel,
  IdentityProvider,
  IdentityResult,
  PersonIdentity,
} from './contract/identity.ts';
export type { KeyContext, MasterKeys, WrappedKey } from './contract/master-keys.ts';
export type {
  InboxMessage,
  Notification,
  NotificationChannel,
  NotificationInbox,
  NotificationProvider,
} from './contract/notification.ts';
export {
  contractVersion,
  definePlugin,
  type Implementations,
  type Plugin,
  type PluginDefinition,
  type PluginKind,
  type PluginLabel,
  pluginKinds,
} from './contract/plugin.ts';
export type { StorageProvider } from './contract/storage.ts';
export { checkStorageKey, contentAddress } from './contract/storage-key.ts';
export type { TimestampAuthority, TimestampDigest, TimestampResult } from './contract/timestamp-authority.ts';
export { createEgress, type EgressOptions } from './egress/egress.ts';
export type { ResolvedAddress } from './egress/exchange.ts';
export { type ConfigIssue, PluginError, type PluginErrorCode } from './errors.ts';
export { isCitizenIdNumber, isUnifiedSocialCreditCode } from './identity/chinese-numbers.ts';
export { localMasterKeys } from './master-keys/local-keys.ts';
export { openMasterKeys } from './master-keys/open-master-keys.ts';
export { createNetworkTime, type NetworkTimeOptions } from './network-time/network-time.ts';
export { createLoader, type HostFor, type Loader, type LoadRequest } from './registry/loader.ts';
export { type AnyPlugin, type CatalogueEntry, createRegistry, type Registry } from './registry/registry.ts';
export { type Config, joinSecrets, redact, splitSecrets } from './registry/secrets.ts';
