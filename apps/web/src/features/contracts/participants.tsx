import { Building2, TriangleAlert, User } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Card, CardHeader } from '#ui/card.tsx';
import { cn } from '#ui/class-names.ts';
import { Time } from '#ui/time.tsx';
import { type ContractDetail, nameOf, type Participant } from './contract-detail.ts';

/** Who has done what, and since when who is awaited. */
export function Participants({ contract }: { contract: ContractDetail }) {
  const t = useTranslations('contract');
  const ordered = contract.ordering === 'sequential' && contract.participants.length > 1;
  return (
    <Card aria-labelledby="participants">
      <CardHeader id="participants" title={t('participants')} />
      <ol className="divide-y">
        {contract.participants.map((party, index) => (
          <ParticipantRow key={party.id} party={party} number={ordered ? index + 1 : undefined} />
        ))}
      </ol>
    </Card>
  );
}

function ParticipantRow({ party, number }: { party: Participant; number: number | undefined }) {
  const t = useTranslations('contract');
  const Icon = party.organization ? Building2 : User;
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1.5 px-5 py-3.5">
      <span
        className={cn(
          'grid size-7 shrink-0 place-items-center rounded-full border text-sm text-muted tabular-nums',
        )}
      >
        {number ?? <Icon aria-hidden className="size-3.5" />}
      </span>
      <div className="grid min-w-0 flex-1 basis-40 gap-0.5">
        <p className="font-medium">
          {nameOf(party)}
          {party.isMe ? <span className="font-normal text-muted"> · {t('me')}</span> : null}
        </p>
        {party.organization ? (
          <p className="text-sm text-muted">{t('signedBy', { name: party.name })}</p>
        ) : null}
      </div>
      <ParticipantState party={party} />
    </li>
  );
}

const tones: Record<string, string> = {
  awaited: 'text-accent',
  signing: 'text-accent',
  signed: 'text-success',
  rejected: 'text-danger',
};

const states = ['waiting', 'awaited', 'signing', 'signed', 'rejected', 'cancelled'] as const;

function ParticipantState({ party }: { party: Participant }) {
  const t = useTranslations('contract');
  if (party.failure) {
    return (
      <p className="flex items-center gap-1.5 text-sm font-medium text-danger max-sm:ml-10 max-sm:basis-full">
        <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
        {party.state === 'awaited' ? t('partyNotReached') : t('partyFailed')}
      </p>
    );
  }
  const state = states.find((each) => each === party.state) ?? 'waiting';
  const since = state === 'awaited' || state === 'signing' ? party.invitedAt : party.endedAt;
  return (
    <div className="flex flex-wrap gap-x-2 text-sm max-sm:ml-10 max-sm:basis-full sm:grid sm:justify-items-end sm:gap-0.5 sm:text-right">
      <p className={cn('font-medium', tones[state] ?? 'text-muted')}>{t(`partyStates.${state}`)}</p>
      {since ? (
        <p className="text-muted">
          {state === 'awaited' ? (
            t.rich('askedAt', { time: () => <Time value={since} format="relative" /> })
          ) : (
            <Time value={since} />
          )}
        </p>
      ) : null}
      {state === 'awaited' && party.viewedAt ? <p className="text-muted">{t('viewed')}</p> : null}
    </div>
  );
}
