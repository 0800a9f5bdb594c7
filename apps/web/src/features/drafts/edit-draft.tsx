'use client';

import { useTranslations } from 'next-intl';
import { Tabs } from 'radix-ui';
import { cn } from '#ui/class-names.ts';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { StatePill } from '#ui/state-pill.tsx';
import { CheckStep } from './check-step.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { DeleteDraft } from './delete-draft.tsx';
import type { Draft } from './draft.ts';
import { type DraftFacts, DraftProvider, useDraft, useDraftOf } from './draft-context.tsx';
import { type DraftStep, draftSteps, missingByStep } from './draft-step.ts';
import { useFieldFault } from './field-fault.ts';
import { FilesStep } from './files-step.tsx';
import { FootBar } from './foot-bar.tsx';
import { PartiesStep } from './parties-step.tsx';
import { PlacingStep } from './placing/placing-step.tsx';
import { useSending } from './use-sending.ts';

export type EditDraftProps = { initial: Draft; facts: DraftFacts; firstStep: DraftStep };

/** A contract before it is sent: four steps on one page, walked in any order. */
export function EditDraft({ initial, facts, firstStep }: EditDraftProps) {
  const draft = useDraftOf(initial, facts, firstStep);
  return (
    <DraftProvider value={draft}>
      <DraftEditor />
    </DraftProvider>
  );
}

function DraftEditor() {
  const { goTo, step } = useDraft();
  const sending = useSending();
  const panels: Record<DraftStep, React.ReactNode> = {
    files: <FilesStep />,
    parties: <PartiesStep />,
    controls: <PlacingStep />,
    check: <CheckStep sending={sending} />,
  };
  return (
    <Tabs.Root
      value={step}
      onValueChange={(next) => goTo(draftSteps.find((each) => each === next) ?? step)}
      data-wide
      className="flex min-h-[calc(100dvh-7rem)] flex-col gap-5 md:min-h-[calc(100dvh-7.5rem)]"
    >
      <DraftHead />
      <ConflictNotice />
      <StepBar />
      {draftSteps.map((each) => (
        <Tabs.Content key={each} value={each} className="min-w-0 flex-1 rounded-lg">
          {panels[each]}
        </Tabs.Content>
      ))}
      <FootBar sending={sending} />
    </Tabs.Root>
  );
}

function DraftHead() {
  const t = useTranslations('draft');
  const faultOf = useFieldFault('details');
  const { session, state, wanted } = useDraft();
  const { details } = state.content;
  const isMissing = wanted === 'title' && details.title === '';
  return (
    <header className="flex items-start gap-3">
      <h1 className="sr-only">{t('title')}</h1>
      <Field
        label={<span className="text-sm font-normal text-muted">{t('contractTitle')}</span>}
        error={faultOf('title') ?? (isMissing ? t('missingText.TITLE_MISSING') : undefined)}
        className="max-w-3xl flex-1 gap-1"
      >
        <Input
          data-focus="title"
          value={details.title}
          placeholder={t('titlePlaceholder')}
          onChange={(event) => session.change('details', { ...details, title: event.target.value })}
          className="h-11 text-xl font-semibold sm:h-11 sm:text-xl"
        />
      </Field>
      <div className="flex items-center gap-2 pt-8">
        <span className="max-sm:hidden">
          <StatePill state="draft" />
        </span>
        <DeleteDraft />
      </div>
    </header>
  );
}

/** The four steps; each says how much is missing in it. */
function StepBar() {
  const t = useTranslations('draft');
  const { state } = useDraft();
  const counts = missingByStep(state.missing);
  return (
    <Tabs.List
      aria-label={t('stepsLabel')}
      className="sticky top-14 z-20 -mx-4 flex border-b bg-paper px-4 sm:-mx-6 sm:px-6"
    >
      {draftSteps.map((step, index) => (
        <Tabs.Trigger
          key={step}
          value={step}
          className={cn(
            'group -mb-px flex min-h-12 flex-1 items-center justify-center gap-2 border-b-2 border-transparent px-1 font-medium text-muted sm:flex-none sm:px-5',
            'hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink',
          )}
        >
          <span
            aria-hidden
            className="hidden size-6 place-items-center rounded-full border border-field text-sm tabular-nums group-data-[state=active]:border-accent group-data-[state=active]:bg-accent group-data-[state=active]:text-on-accent sm:grid"
          >
            {index + 1}
          </span>
          <span className="max-sm:text-sm">{t(`steps.${step}`)}</span>
          {counts[step] > 0 ? (
            <span className="grid h-5 min-w-5 place-items-center rounded-full bg-warning-wash px-1 text-xs text-warning tabular-nums">
              <span aria-hidden>{counts[step]}</span>
              <span className="sr-only">{t('stepMissing', { count: counts[step] })}</span>
            </span>
          ) : null}
        </Tabs.Trigger>
      ))}
    </Tabs.List>
  );
}
