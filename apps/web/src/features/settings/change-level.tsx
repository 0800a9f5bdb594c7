'use client';

import { useTranslations } from 'next-intl';
import { ChangePolicy } from './change-policy.tsx';
import { type SignatureLevel, signatureLevels } from './settings-types.ts';

/** What the signatures of the enterprise's contracts are to prove, and for how long. */
export function ChangeLevel({ current }: { current: SignatureLevel }) {
  const t = useTranslations('settings');
  return (
    <ChangePolicy
      name={t('signatureLevel')}
      text={t('signatureLevelText')}
      current={current}
      choices={signatureLevels.map((level) => ({
        value: level,
        label: `PAdES ${level}`,
        text: t(`levels.${level}`),
      }))}
      save={(api, level) => api.settings.changeSignaturePolicy.mutate({ level })}
    />
  );
}
