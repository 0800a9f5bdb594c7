import { CircleCheck, CircleSlash } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '#ui/badge.tsx';

export function EnabledBadge({ enabled }: { enabled: boolean }) {
  const t = useTranslations('seals');
  return enabled ? (
    <Badge tone="success" icon={CircleCheck}>
      {t('enabled')}
    </Badge>
  ) : (
    <Badge icon={CircleSlash}>{t('disabled')}</Badge>
  );
}

type SealKindProps = { seal: { kind: string; widthMm: number; heightMm: number } };

const kinds = ['round', 'image', 'oval'] as const;

/** "Designed round seal" and the like. */
export function SealKind({ seal }: SealKindProps) {
  const t = useTranslations('seals');
  const kind = kinds.find((each) => each === seal.kind);
  return kind ? t(`kinds.${kind}`) : seal.kind;
}

const tenth = (value: number) => Math.round(value * 10) / 10;

/** Its size on paper. */
export function SealSize({ seal }: SealKindProps) {
  const t = useTranslations('seals');
  return seal.kind === 'round'
    ? t('diameter', { diameter: seal.widthMm })
    : t('size', { width: tenth(seal.widthMm), height: tenth(seal.heightMm) });
}
