'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { problemIn } from '#client/api-error.ts';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { toast } from '#ui/toaster.tsx';
import { FineFields, LookFields, WordFields } from './design-fields.tsx';
import { forgetDesign, recallDesign, rememberDesign } from './design-memory.ts';
import { PreviewPane } from './preview-pane.tsx';
import type { RoundSealSpec, SealLimits } from './seal-types.ts';
import { useFocusFault } from './use-focus-fault.ts';
import { type DrawnSeal, useSealDesign } from './use-seal-design.ts';

export type DesignStudioProps = {
  slug: string;
  enterprise: string;
  limits: SealLimits;
  /** Where designing begins: the usual seal, or the one that is edited. */
  start: DrawnSeal & { name: string };
  edited?: { sealId: string; version: number };
};

/** A round seal is designed: its picture in sight, every parameter beside it. */
export function DesignStudio({ slug, enterprise, limits, start, edited }: DesignStudioProps) {
  const t = useTranslations('seals.studio');
  const validation = useTranslations('validation');
  const errorText = useErrorText();
  const design = useSealDesign(start);
  const { spec, change, shown, fault } = design;
  const [name, setName] = useState(start.name);
  const [tries, setTries] = useState(0);
  const memory = useDesignMemory(
    `seal/${slug}/${edited ? `${edited.sealId}/${edited.version}` : 'new'}`,
    { name, spec },
    (recalled) => {
      setName(recalled.name);
      change(recalled.spec);
    },
  );
  const save = useSaveDesign({ slug, edited, onSaved: memory.forget });
  const form = useFocusFault(tries, save.error);
  const [refused, field] = [fault ?? save.error, problemIn(fault ?? save.error)?.field];
  const faultOf = (asked: keyof RoundSealSpec) => {
    if (asked === 'enterpriseName' && spec.enterpriseName.trim() === '') return validation('required');
    return field === asked ? errorText(refused) : undefined;
  };
  const nameFault =
    tries > 0 && name.trim() === ''
      ? validation('required')
      : problemIn(save.error)?.field === 'name'
        ? errorText(save.error)
        : undefined;
  const isPlaced = refused !== null && (field === 'name' || (field !== undefined && field in spec));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTries(tries + 1);
    if (name.trim() !== '' && spec.enterpriseName.trim() !== '' && fault === null)
      save.mutate({ name, spec });
  };
  const status = fault ? t('outdated') : design.isDrawing ? t('drawing') : undefined;
  const fields = { spec, change, limits, enterprise, faultOf, fitted: shown.preview.fitted };
  const { diameterMm } = shown.spec;
  return (
    <form
      ref={form}
      noValidate
      onSubmit={submit}
      className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)] lg:items-start"
    >
      <PreviewPane
        seal={{ drawing: shown.preview.drawing, widthMm: diameterMm, heightMm: diameterMm }}
        enterprise={enterprise}
        caption={`⌀ ${t('mm', { value: diameterMm })}`}
        status={status}
      />
      <Card className="min-w-0">
        <div className="border-b px-5 py-5">
          <Field label={t('name')} hint={t('nameHint')} error={nameFault}>
            <Input value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
          </Field>
        </div>
        <WordFields {...fields} />
        <LookFields {...fields} />
        <FineFields {...fields} />
        <div className="grid gap-3 px-5 py-5">
          {refused && !isPlaced ? <Notice tone="danger">{errorText(refused)}</Notice> : null}
          <Button type="submit" variant="primary" size="lg" busy={save.isPending || save.isSuccess}>
            {t('save')}
          </Button>
        </div>
      </Card>
    </form>
  );
}

type Saved = { slug: string; edited: DesignStudioProps['edited']; onSaved: () => void };

function useSaveDesign({ slug, edited, onSaved }: Saved) {
  const t = useTranslations('seals.studio');
  const router = useRouter();
  return useApiMutation(
    async (api, { name, spec }: { name: string; spec: RoundSealSpec }) => {
      if (!edited) return (await api.seals.create.mutate({ name, spec })).sealId;
      await api.seals.update.mutate({ ...edited, name, spec });
      return edited.sealId;
    },
    {
      invalidates: [['seals']],
      onSuccess: (sealId) => {
        onSaved();
        toast.success(t('saved'));
        router.push(`/t/${slug}/seals/${sealId}`);
        router.refresh();
      },
    },
  );
}

/** What was changed but not saved survives a reload of the tab; the server knows nothing of it at first. */
function useDesignMemory(
  key: string,
  design: { name: string; spec: RoundSealSpec },
  onRecall: (design: { name: string; spec: RoundSealSpec }) => void,
) {
  const state = useRef<'new' | 'open' | 'closed'>('new');
  const { name, spec } = design;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the recalled design is taken over once
  useEffect(() => {
    if (state.current === 'closed') return;
    const recalled = state.current === 'new' ? recallDesign(key) : undefined;
    state.current = 'open';
    if (recalled) onRecall(recalled);
    else rememberDesign(key, { name, spec });
  }, [key, name, spec]);
  return {
    forget() {
      state.current = 'closed';
      forgetDesign(key);
    },
  };
}
