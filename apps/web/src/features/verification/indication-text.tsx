import { useTranslations } from 'next-intl';
import type { SignatureReport } from './report.ts';

export type IndicationTextProps = { of: Pick<SignatureReport, 'indication' | 'subIndication'> };

/** Status and sub-indication of ETSI EN 319 102-1, as other validators name them, with what they mean. */
export function IndicationText({ of: { indication, subIndication } }: IndicationTextProps) {
  const t = useTranslations('verify');
  return (
    <span className="grid gap-0.5">
      <span className="font-mono text-xs break-all">
        {subIndication ? `${indication} / ${subIndication}` : indication}
      </span>
      <span className="text-sm">
        {subIndication ? t(`subIndications.${subIndication}`) : t(`indications.${indication}`)}
      </span>
    </span>
  );
}
