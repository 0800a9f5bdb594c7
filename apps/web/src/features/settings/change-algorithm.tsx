'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { Choice } from '#ui/choice-list.tsx';
import { ChangePolicy } from './change-policy.tsx';
import type { AlgorithmChoice, SignerAlgorithm } from './settings-types.ts';

export type ChangeAlgorithmProps = { current: SignerAlgorithm; choices: readonly AlgorithmChoice[] };

/** Of what kind the signers' keys are; what the authorities can't serve is shown with the reason. */
export function ChangeAlgorithm({ current, choices }: ChangeAlgorithmProps) {
  const t = useTranslations('settings');
  const language = useLocale() === 'en' ? 'en' : 'zh-CN';
  const servedBy = ({ ca, timestamp, toBeMade }: AlgorithmChoice) => {
    if (toBeMade) return t('authoritiesToBeMade');
    const nobody = t('nobody');
    return t('servedBy', { ca: ca?.[language] ?? nobody, timestamp: timestamp?.[language] ?? nobody });
  };
  const choiceOf = (choice: AlgorithmChoice): Choice<SignerAlgorithm> => {
    const { algorithm, obstacle } = choice;
    const about = t(`algorithms.${algorithm}.text`);
    const label = t(`algorithms.${algorithm}.name`);
    if (obstacle) return { value: algorithm, label, text: about, obstacle: t(`obstacles.${obstacle}`) };
    return {
      value: algorithm,
      label,
      text: (
        <span className="grid gap-0.5">
          <span>{about}</span>
          <span>{servedBy(choice)}</span>
        </span>
      ),
    };
  };
  return (
    <ChangePolicy
      name={t('keyAlgorithm')}
      text={t('keyAlgorithmText')}
      current={current}
      choices={choices.map(choiceOf)}
      save={(api, algorithm) => api.settings.chooseAlgorithm.mutate({ algorithm })}
    />
  );
}
