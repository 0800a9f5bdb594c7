'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useErrorText } from '#client/api-hooks.ts';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { PageHeader } from '#ui/page-header.tsx';
import { StatePill } from '#ui/state-pill.tsx';
import type { ContractDetail } from './contract-detail.ts';
import { DeleteDraft } from './delete-draft.tsx';
import type { DraftValues } from './draft-form.ts';
import { DraftPreview } from './draft-preview.tsx';
import { Parties } from './parties.tsx';
import { SendBar } from './send-bar.tsx';
import { useDraft } from './use-draft.ts';

export type EditDraftProps = {
  slug: string;
  enterprise: string;
  initial: ContractDetail;
  saved: DraftValues;
};

/** A draft: its title and parties beside its pages, and at the foot what is still missing. */
export function EditDraft({ slug, enterprise, initial, saved }: EditDraftProps) {
  const t = useTranslations('draft');
  const errorText = useErrorText();
  const router = useRouter();
  const { form, values, contract, save, send, saving } = useDraft(initial, saved);
  const fault = send.error ?? save.error;
  const submit = form.handleSubmit(async () => {
    await send.mutateAsync();
    router.push(`/t/${slug}/contracts/${initial.id}`);
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-6">
      <PageHeader
        title={t('title')}
        meta={
          <>
            <StatePill state="draft" />
            <span className="text-sm text-muted">
              {t('from', { file: contract.documents[0]?.sourceName ?? '' })}
            </span>
          </>
        }
        actions={<DeleteDraft slug={slug} contractId={initial.id} />}
      />
      {fault ? <Notice tone="danger">{errorText(fault)}</Notice> : null}
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] lg:items-start">
        <div className="grid gap-8">
          <Field label={t('contractTitle')} error={form.formState.errors.title?.message}>
            <Input {...form.register('title')} />
          </Field>
          <Parties form={form} values={values} enterprise={enterprise} />
        </div>
        <DraftPreview contract={contract} />
      </div>
      <SendBar values={values} saving={saving} busy={send.isPending || send.isSuccess} />
    </form>
  );
}
