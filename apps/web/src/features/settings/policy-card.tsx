import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHeader } from '#ui/card.tsx';
import type { TenantSettings } from './settings-types.ts';

const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;
const methods = ['email-code'] as const;

/** What every contract of the enterprise promises, in words. */
export function PolicyCard({ policy }: { policy: TenantSettings['policy'] }) {
  const t = useTranslations('settings');
  const level = levels.find((each) => each === policy.level);
  const method = methods.find((each) => each === policy.willingness);
  return (
    <Card aria-labelledby="policies">
      <CardHeader id="policies" title={t('policies')} description={t('policiesText')} />
      <CardBody>
        <dl className="grid gap-5">
          <Policy
            name={t('signatureLevel')}
            value={`PAdES ${policy.level}`}
            text={level ? t(`levels.${level}`) : undefined}
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
          />
        </dl>
      </CardBody>
    </Card>
  );
}

function Policy({ name, value, text }: { name: string; value: string; text: string | undefined }) {
  return (
    <div className="grid gap-1">
      <dt className="text-muted">{name}</dt>
      <dd className="grid gap-1">
        <span className="font-medium">{value}</span>
        {text ? <span className="text-muted">{text}</span> : null}
      </dd>
    </div>
  );
}
