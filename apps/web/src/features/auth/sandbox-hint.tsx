import { useTranslations } from 'next-intl';
import { Notice } from '#ui/notice.tsx';

/** Where the code is to be found when no mail is really sent. */
export function SandboxHint() {
  const t = useTranslations('login');
  return (
    <Notice>
      {t('sandboxHint')}{' '}
      <a
        href="/mailbox"
        target="_blank"
        rel="noreferrer"
        className="font-medium text-accent underline underline-offset-4"
      >
        {t('openMailbox')}
      </a>
    </Notice>
  );
}
