export { caConformance } from './ca-conformance.ts';
export { storageConformance } from './storage-conformance.ts';
export { type TestAuthority, testAuthority } from './test-authority.ts';
export { memoryState, testHost, tickingClock } from './test-host.ts';
export { timestampConformance } from './timestamp-conformance.ts';
