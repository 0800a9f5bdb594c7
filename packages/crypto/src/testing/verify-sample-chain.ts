import type { ChainInput, ChainResult } from '../x509/chain-types.ts';
import { verifyChain } from '../x509/verify-chain.ts';
import { NOW, type SampleChain } from './sample-chain.ts';

/** Verifies the sample signer's chain as of the moment tests sign at, but for what a test changes. */
export function verifySampleChain(
  chain: SampleChain,
  crls: Uint8Array[],
  overrides: Partial<ChainInput> = {},
): ChainResult {
  return verifyChain({
    leaf: chain.signer.certificate,
    intermediates: [chain.issuing.certificate],
    trust: [chain.root.certificate],
    crls,
    at: NOW,
    purpose: 'document-signing',
    ...overrides,
  });
}
