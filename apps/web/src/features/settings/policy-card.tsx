import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card, CardBody, CardHeader } from '#ui/card.tsx';
import { ChangeAlgorithm } from './change-algorithm.tsx';
import { ChangeLevel } from './change-level.tsx';
import type { AlgorithmChoice, TenantSettings } from './settings-types.ts';

const methods = ['email-code'] as const;

export type PolicyCardProps = {
  policy: TenantSettings['policy'];
  /** What its algorithm may be changed to; nothing where the person may not change policies. */
  choices: readonly AlgorithmChoice[] | undefined;
};

/** What every contract of the enterprise promises, in words; who may, changes it. */
export function PolicyCard({ policy, choices }: PolicyCardProps) {
  const t = useTranslations('settings');
  const method = methods.find((each) => each === policy.willingness);
  return (
    <Card aria-labelledby="policies">
      <CardHeader id="policies" title={t('policies')} description={t('policiesText')} />
      <CardBody>
        <dl className="grid gap-5">
          <Policy
            name={t('signatureLevel')}
            value={`PAdES ${policy.level}`}
            text={t(`levels.${policy.level}`)}
            action={choices ? <ChangeLevel key={policy.level} current={policy.level} /> : null}
          />
          <Policy
            name={t('willingness')}
            value={method ? t(`willingnessMethods.${method}.name`) : policy.willingness}
            text={method ? t(`willingnessMethods.${method}.text`) : undefined}
          />
          <Policy
            name={t('keyAlgorithm')}
            value={t(`algorithms.${policy.algorithm}.name`)}
            text={t(`algorithms.${policy.algorithm}.text`)}
            action={
              choices ? (
                <ChangeAlgorithm key={policy.algorithm} current={policy.algorithm} choices={choices} />
              ) : null
            }
          />
        </dl>
      </CardBody>
    </Card>
  );
}

type PolicyProps = { name: string; value: string; text: string | undefined; action?: ReactNode };

function Policy({ name, value, text, action }: PolicyProps) {
  return (
    <div className="grid gap-1">
      <dt className="text-muted">{name}</dt>
      <dd className="flex items-start justify-between gap-4">
        <span className="grid gap-1">
          <span className="font-medium">{value}</span>
          {text ? <span className="text-muted">{text}</span> : null}
        </span>
        {action ? <span className="shrink-0">{action}</span> : null}
      </dd>
    </div>
  );
}
