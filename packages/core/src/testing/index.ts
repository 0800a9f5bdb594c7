// What a client of the published OCSP responders and of the timestamp authority needs: the site may not reach for the
// crypto package itself.
export {
  describeCertificate,
  generateKeyPair,
  ocspRequest,
  pemEncode,
  readOcspResponse,
  readTimestampResponse,
  timestampRequest,
} from '@chopmark/crypto';
export { firstSealOf } from '../seals/first-seal.ts';
export { drawRoundSeal } from '../seals/round-seal.ts';
export { addMember, type TestMember } from './add-member.ts';
export { sampleCreditCode } from './credit-code.ts';
export {
  codeOf,
  contextOfParticipant,
  type DrivenContract,
  draftContract,
  driveSigning,
  prepareToSign,
  sendAndOpen,
  signingScope,
  signingSteps,
} from './drive-contract.ts';
export { type Mood, type MoodyProviders, moodyProviders } from './moody-providers.ts';
export { pdfOf, samplePdf } from './sample-pdf.ts';
export { type SealPhotoOptions, sealPhoto } from './seal-photo.ts';
export { type TestClock, type TestCore, type TestTenant, testCore } from './test-core.ts';
