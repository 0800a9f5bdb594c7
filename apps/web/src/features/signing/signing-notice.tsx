import { useTranslations } from 'next-intl';
import { Notice } from '#ui/notice.tsx';
import type { Phase, SigningView } from './signing-view.ts';

/** What one should know before reading, when there is nothing to sign at the moment. */
export function SigningNotice({ view, phase }: { view: SigningView; phase: Phase }) {
  const t = useTranslations('signing');
  switch (phase) {
    case 'preparing':
      return <Notice title={t('preparingTitle')}>{t('preparingText')}</Notice>;
    case 'waiting':
      return <Notice title={t('waitingTitle')}>{t('waitingText')}</Notice>;
    case 'signed':
      return (
        <Notice tone="success" title={t('signedTitle')}>
          {t('signedText')}
        </Notice>
      );
    case 'completed':
      return (
        <Notice tone="success" title={t('completedTitle')}>
          {t('completedText', { owner: view.contract.owner })}
        </Notice>
      );
    default:
      return null;
  }
}
