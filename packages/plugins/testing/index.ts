export { caConformance } from './ca-conformance.ts';
export { type ConversionConformanceOptions, conversionConformance } from './conversion-conformance.ts';
export { type EvidenceConformanceOptions, evidenceConformance } from './evidence-conformance.ts';
export { type IdentityConformanceOptions, identityConformance } from './identity-conformance.ts';
export { type KmsServer, kmsServer } from './kms-server.ts';
export {
  type MasterKeysUnderTest,
  masterKeysConformance,
} from './master-keys-conformance.ts';
export { type NotificationConformanceOptions, notificationConformance } from './notification-conformance.ts';
export { type NtpBehaviour, type NtpServer, ntpServer } from './ntp-server.ts';
export { restartToken } from './restart-token.ts';
export { storageConformance } from './storage-conformance.ts';
export { type TestAuthority, testAuthority } from './test-authority.ts';
export { memoryState, testHost, tickingClock } from './test-host.ts';
export { timestampConformance } from './timestamp-conformance.ts';
export { type TimestampHandler, type TimestampServer, timestampServer } from './timestamp-server.ts';
