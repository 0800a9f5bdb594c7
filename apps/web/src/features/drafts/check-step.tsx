'use client';

import { ArrowRight, CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Card, CardBody, CardHeader } from '#ui/card.tsx';
import { Field } from '#ui/field.tsx';
import { Input, Textarea } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { dayOf, dayRange, endOfDay } from './deadline.ts';
import { useDraft } from './draft-context.tsx';
import { placeOf } from './draft-step.ts';
import { useFieldFault } from './field-fault.ts';
import { useMissingText } from './missing-text.ts';
import { SigningPlan } from './signing-plan.tsx';
import type { Sending } from './use-sending.ts';

/** The last look: what is missing, who signs what in which order, until when, and what they are told. */
export function CheckStep({ sending }: { sending: Sending }) {
  const t = useTranslations('draft');
  const errorText = useErrorText();
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
      <div className="grid gap-6">
        {sending.error ? <Notice tone="danger">{errorText(sending.error)}</Notice> : null}
        <MissingList />
        <Card aria-labelledby="plan">
          <CardHeader id="plan" title={t('plan')} description={t('planHint')} />
          <CardBody>
            <SigningPlan />
          </CardBody>
        </Card>
      </div>
      <SendingDetails />
    </div>
  );
}

function MissingList() {
  const t = useTranslations('draft');
  const missingText = useMissingText();
  const { lead, state } = useDraft();
  if (state.missing.length === 0) {
    return (
      <p
        role="status"
        className="flex items-center gap-2 rounded-lg border bg-success-wash px-4 py-3 text-success"
      >
        <CircleCheck aria-hidden className="size-5 shrink-0" />
        {t('complete')}
      </p>
    );
  }
  return (
    <Card aria-labelledby="missing">
      <CardHeader id="missing" title={t('missingTitle', { count: state.missing.length })} />
      <ul className="divide-y">
        {state.missing.map((each) => (
          <li key={`${each.pointer} ${each.code} ${each.partyId}`}>
            <button
              type="button"
              onClick={() => lead(placeOf(each))}
              className="flex w-full items-center gap-3 px-5 py-3 text-left hover:bg-sunken"
            >
              <CircleAlert aria-hidden className="size-4 shrink-0 text-warning" />
              <span className="min-w-0 flex-1">{missingText(each)}</span>
              <ArrowRight aria-hidden className="size-4 shrink-0 text-muted" />
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Until when, and what the parties are told. */
function SendingDetails() {
  const t = useTranslations('draft');
  const common = useTranslations('common');
  const faultOf = useFieldFault('details');
  const { session, state } = useDraft();
  const { details } = state.content;
  const { min, max } = dayRange(new Date());
  return (
    <Card aria-labelledby="sending">
      <CardHeader id="sending" title={t('sending')} />
      <CardBody className="grid gap-5">
        <Field
          label={t('deadline')}
          note={common('optional')}
          hint={t('deadlineHint')}
          error={faultOf('deadline')}
        >
          <Input
            type="date"
            data-focus="deadline"
            min={min}
            max={max}
            value={dayOf(details.deadline)}
            onChange={(event) =>
              session.change('details', { ...details, deadline: endOfDay(event.target.value) })
            }
          />
        </Field>
        {details.deadline ? (
          <Button
            variant="link"
            className="-mt-3 justify-self-start"
            onClick={() => session.change('details', { ...details, deadline: null })}
          >
            {t('deadlineNone')}
          </Button>
        ) : null}
        <Field
          label={t('message')}
          note={common('optional')}
          hint={t('messageHint')}
          error={faultOf('message')}
        >
          <Textarea
            rows={6}
            value={details.message}
            onChange={(event) => session.change('details', { ...details, message: event.target.value })}
          />
        </Field>
      </CardBody>
    </Card>
  );
}
