export type {
  CertificateAuthority,
  IssuedCertificate,
  IssueRequest,
  RevocationRequest,
} from './contract/certificate-authority.ts';
export type { ConversionProvider } from './contract/conversion.ts';
export type { EvidenceDeposit, EvidenceProvider } from './contract/evidence.ts';
export type { Health, HealthChecked } from './contract/health.ts';
export type { Egress, EgressRequest, EgressResponse, Log, PluginHost, PluginState } from './contract/host.ts';
export type {
  EnterpriseIdentity,
  IdentityLevel,
  IdentityProvider,
  IdentityResult,
  PersonIdentity,
} from './contract/identity.ts';
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
export type { TimestampAuthority, TimestampDigest } from './contract/timestamp-authority.ts';
export { type ConfigIssue, PluginError, type PluginErrorCode } from './errors.ts';
