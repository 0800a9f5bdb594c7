import { z } from 'zod';
import type { PluginHost } from '../../contract/host.ts';
import type { IdentityProvider, IdentityResult } from '../../contract/identity.ts';
import { definePlugin } from '../../contract/plugin.ts';
import { isCitizenIdNumber, isUnifiedSocialCreditCode } from '../chinese-numbers.ts';

/**
 * Asks nobody. It checks the form of what it is given and otherwise believes it, so its results never rise above the
 * level `low` and are marked `sandbox`. Its rules, in this order:
 *
 * 1. a name without a letter → rejected, NAME_MISSING; one that no record can hold or that reads otherwise than it is
 *    stored (control characters, marks that turn the direction), or of more than 200 characters → rejected, NAME_INVALID
 * 2. an enterprise's credit code with a wrong form or check character (GB 32100-2015) → rejected, CREDIT_CODE_INVALID
 * 3. a person's ID number, if given, with a wrong form, date or check character (GB 11643-1999) → rejected, ID_NUMBER_INVALID
 * 4. a name, or a legal representative's name, with "拒" in it → rejected, REFUSED_BY_SANDBOX, so that refusal can be tried
 * 5. a name with "待审" in it → pending, MANUAL_REVIEW
 * 6. anything else → verified, level low
 */
export const sandboxIdentity = definePlugin({
  kind: 'identity',
  id: 'sandbox',
  contract: 1,
  label: { 'zh-CN': '沙盒实名认证（不作真实核验）', en: 'Sandbox identity check (verifies nobody)' },
  sandbox: true,
  config: z.object({}),
  secrets: [],
  supports: ['person', 'enterprise'],
  create: (_config, host) => createSandbox(host),
});

function createSandbox(host: PluginHost): IdentityProvider {
  const answer = (outcome: Pick<IdentityResult, 'status' | 'level' | 'reason'>): IdentityResult => ({
    ...outcome,
    reference: `sandbox-${Buffer.from(host.random(12)).toString('hex')}`,
    sandbox: true,
  });
  return {
    async verifyPerson({ name, idNumber }) {
      const fault = faultOf(name);
      if (fault) return answer(rejected(fault));
      if (idNumber !== undefined && !isCitizenIdNumber(idNumber, host.clock())) {
        return answer(rejected('ID_NUMBER_INVALID'));
      }
      return answer(byName([name]));
    },
    async verifyEnterprise({ name, creditCode, legalRepresentative }) {
      const fault = faultOf(name);
      if (fault) return answer(rejected(fault));
      if (!isUnifiedSocialCreditCode(creditCode)) return answer(rejected('CREDIT_CODE_INVALID'));
      if (legalRepresentative !== undefined && faultOf(legalRepresentative) === 'NAME_INVALID')
        return answer(rejected('NAME_INVALID'));
      return answer(byName([name, legalRepresentative ?? '']));
    },
    healthCheck: async () => ({
      ok: true,
      message: {
        'zh-CN': '沙盒按固定规则作答，不作真实核验。',
        en: 'The sandbox answers by fixed rules and verifies nobody.',
      },
    }),
  };
}

const maxNameLength = 200;

function faultOf(name: string): string | undefined {
  if (!/[\p{L}\p{N}]/u.test(name)) return 'NAME_MISSING';
  const isSound = name.length <= maxNameLength && !/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(name);
  return isSound ? undefined : 'NAME_INVALID';
}

type Outcome = Pick<IdentityResult, 'status' | 'level' | 'reason'>;

function byName(names: string[]): Outcome {
  if (names.some((name) => name.includes('拒'))) return rejected('REFUSED_BY_SANDBOX');
  if (names.some((name) => name.includes('待审')))
    return { status: 'pending', level: 'none', reason: 'MANUAL_REVIEW' };
  return { status: 'verified', level: 'low' };
}

function rejected(reason: string): Outcome {
  return { status: 'rejected', level: 'none', reason };
}
