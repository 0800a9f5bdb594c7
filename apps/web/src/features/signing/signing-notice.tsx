import { useTranslations } from 'next-intl';
import { Notice } from '#ui/notice.tsx';
import { Time } from '#ui/time.tsx';
import type { Phase, SigningView } from './signing-view.ts';

/** What one should know before reading: how things stand, and what the sender wrote. */
export function SigningNotice({ view, phase }: { view: SigningView; phase: Phase }) {
  return (
    <>
      <State view={view} phase={phase} />
      <FromSender view={view} phase={phase} />
    </>
  );
}

function State({ view, phase }: { view: SigningView; phase: Phase }) {
  const t = useTranslations('signing');
  switch (phase) {
    case 'preparing':
      return <Notice title={t('preparingTitle')}>{t('preparingText')}</Notice>;
    case 'waiting':
      return <Notice title={t('waitingTitle')}>{t('waitingText')}</Notice>;
    case 'signed':
      return (
        <Notice tone="success" title={t('signedTitle')}>
          {view.me.endedAt ? <SignedAt at={view.me.endedAt} /> : null}
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

function SignedAt({ at }: { at: string }) {
  const t = useTranslations('signing');
  return <p>{t.rich('signedAt', { time: () => <Time value={at} /> })}</p>;
}

/** The sender's own words, and until when one may sign. */
function FromSender({ view, phase }: { view: SigningView; phase: Phase }) {
  const t = useTranslations('signing');
  const { message, deadline, owner } = view.contract;
  const open = phase === 'sign' || phase === 'waiting' || phase === 'preparing';
  if (!open || (!message && !deadline)) return null;
  return (
    <aside
      aria-label={t('fromSender', { owner })}
      className="grid gap-2 rounded-lg border bg-raised px-4 py-3"
    >
      {message ? (
        <figure className="grid gap-1">
          <figcaption className="text-sm text-muted">{t('fromSender', { owner })}</figcaption>
          <blockquote className="whitespace-pre-line">{message}</blockquote>
        </figure>
      ) : null}
      {deadline ? (
        <p className="text-sm text-muted">
          {t.rich('signBefore', { time: () => <Time value={deadline} /> })}
        </p>
      ) : null}
    </aside>
  );
}
