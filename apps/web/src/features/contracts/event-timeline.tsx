import {
  Archive,
  ArchiveRestore,
  BadgeCheck,
  Ban,
  CircleCheck,
  Clock,
  Eye,
  FileCheck2,
  FilePlus2,
  FileUp,
  FileX,
  KeyRound,
  Landmark,
  Lock,
  type LucideIcon,
  Mail,
  PenLine,
  RotateCcw,
  Send,
  ShieldCheck,
  Timer,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCodeText } from '#client/api-hooks.ts';
import { Time } from '#ui/time.tsx';
import { Timeline, type TimelineTone } from '#ui/timeline.tsx';
import type { ContractEvent } from './contract-detail.ts';
import { type EventName, eventNameOf } from './event-name.ts';

const looks: Record<EventName, { icon: LucideIcon; tone?: TimelineTone }> = {
  contractCreated: { icon: FilePlus2 },
  documentAdded: { icon: FileUp },
  documentRemoved: { icon: FileX },
  contractSent: { icon: Send, tone: 'accent' },
  documentPrepared: { icon: Lock },
  documentCertified: { icon: BadgeCheck },
  participantInvited: { icon: Mail },
  participantViewed: { icon: Eye },
  willingnessRequested: { icon: KeyRound },
  willingnessVerified: { icon: ShieldCheck },
  signingRequested: { icon: PenLine, tone: 'accent' },
  signatureTimestamped: { icon: Timer },
  documentSigned: { icon: BadgeCheck },
  validationCollected: { icon: FileCheck2 },
  participantSigned: { icon: CircleCheck, tone: 'success' },
  documentValidationDataAdded: { icon: FileCheck2 },
  documentTimestamped: { icon: Archive },
  documentRenewed: { icon: ArchiveRestore },
  contractCompleted: { icon: CircleCheck, tone: 'success' },
  contractWithdrawn: { icon: Undo2, tone: 'danger' },
  contractRejected: { icon: Ban, tone: 'danger' },
  contractExpired: { icon: Clock, tone: 'danger' },
  jobFailed: { icon: TriangleAlert, tone: 'danger' },
  jobRetried: { icon: RotateCcw },
  evidenceDeposited: { icon: Landmark },
  certificateRevoked: { icon: Ban, tone: 'danger' },
  other: { icon: Clock },
};

/** What happened to a contract, oldest first, in words. */
export function EventTimeline({ events }: { events: readonly ContractEvent[] }) {
  const t = useTranslations('events');
  const codeText = useCodeText();
  const entries = events.map((event) => {
    const name = eventNameOf(event.type);
    const someone = event.actorKind === 'system' ? t('platform') : t('sender');
    const reason = event.data.reason;
    const code = event.data.code;
    return {
      id: String(event.seq),
      ...looks[name],
      title: t(name, { actor: event.actorName ?? someone, type: event.type }),
      at: <Time value={event.at} />,
      detail: typeof reason === 'string' ? reason : typeof code === 'string' ? codeText(code) : undefined,
    };
  });
  return <Timeline entries={entries} label={t('label')} />;
}
