'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { z } from 'zod';
import { problemIn } from '#client/api-error.ts';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { useApi } from '#client/api-provider.tsx';
import { filePaths, uploadFile } from '#client/file-requests.ts';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { Field } from '#ui/field.tsx';
import { FileDrop } from '#ui/file-drop.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { ProgressBar } from '#ui/progress-bar.tsx';
import { toast } from '#ui/toaster.tsx';
import { ChoiceChips } from './choice-chips.tsx';
import { PictureCompare } from './picture-compare.tsx';
import { PreviewPane } from './preview-pane.tsx';
import type { ColourName, SealLimits } from './seal-types.ts';
import { useFocusFault } from './use-focus-fault.ts';
import { type PicturePreview, useSealPicture } from './use-seal-picture.ts';
import { coarseness, WidthField } from './width-field.tsx';

export type EditedPicture = {
  sealId: string;
  version: number;
  name: string;
  widthMm: number;
  preview: Pick<PicturePreview, 'drawing' | 'inkPixels'>;
};

export type UploadStudioProps = {
  slug: string;
  enterprise: string;
  limits: SealLimits;
  /** The uploaded seal that is edited. */
  edited?: EditedPicture;
};

const ACCEPT = 'image/png,image/jpeg,image/webp';
const USUAL_WIDTH_MM = 42;
const KEEP = 'own';
const colourNames: readonly ColourName[] = ['red', 'blue', 'purple', 'black'];

/** A seal from a picture: choose it, see the ink taken off its paper, say how wide it really is. */
export function UploadStudio({ slug, enterprise, limits, edited }: UploadStudioProps) {
  const t = useTranslations('seals');
  const errorText = useErrorText();
  const picture = useSealPicture();
  const drop = (
    <FileDrop
      label={picture.file || edited ? t('upload.another') : t('upload.drop')}
      hint={t('upload.dropHint', { megabytes: limits.pictureMegabytes })}
      accept={ACCEPT}
      onFile={picture.choose}
      error={picture.fault ? errorText(picture.fault) : undefined}
      busy={
        picture.working && !picture.preview ? (
          <div className="grid w-64 max-w-full gap-2">
            <p role="status" className="text-muted">
              {t('upload.working')}
            </p>
            <ProgressBar value={undefined} label={t('upload.working')} />
          </div>
        ) : undefined
      }
    />
  );
  const preview = picture.preview ?? edited?.preview;
  if (!preview) return <div className="max-w-2xl">{drop}</div>;
  return (
    <PictureForm
      slug={slug}
      enterprise={enterprise}
      limits={limits}
      {...{ edited, picture, preview, drop }}
    />
  );
}

type PictureFormProps = Omit<UploadStudioProps, 'edited'> & {
  edited: EditedPicture | undefined;
  picture: ReturnType<typeof useSealPicture>;
  preview: Pick<PicturePreview, 'drawing' | 'inkPixels'>;
  drop: React.ReactNode;
};

function PictureForm(props: PictureFormProps) {
  const { enterprise, limits, edited, picture, preview, drop } = props;
  const t = useTranslations('seals');
  const validation = useTranslations('validation');
  const errorText = useErrorText();
  const [name, setName] = useState(edited?.name ?? '');
  const [widthMm, setWidthMm] = useState(edited?.widthMm ?? USUAL_WIDTH_MM);
  const [tries, setTries] = useState(0);
  const save = useSavePicture(props);
  const form = useFocusFault(tries, save.error);
  const { drawing, inkPixels } = preview;
  const proportion = drawing.height / drawing.width;
  const field = problemIn(save.error)?.field;
  const nameFault =
    tries > 0 && name.trim() === ''
      ? validation('required')
      : field === 'name'
        ? errorText(save.error)
        : undefined;
  const isCoarse = coarseness({ widthMm, inkPixels, dpi: limits.dpi }).level === 'coarse';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTries(tries + 1);
    if (name.trim() !== '' && !isCoarse) save.mutate({ name, widthMm });
  };
  const heightMm = widthMm * proportion;
  const size = { width: widthMm, height: Math.round(heightMm * 10) / 10 };
  return (
    <form
      ref={form}
      noValidate
      onSubmit={submit}
      className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)] lg:items-start"
    >
      <PreviewPane seal={{ drawing, widthMm, heightMm }} enterprise={enterprise} caption={t('size', size)} />
      <Card className="grid min-w-0 gap-5 px-5 py-5">
        <Field label={t('studio.name')} hint={t('studio.nameHint')} error={nameFault}>
          <Input value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
        </Field>
        {picture.file ? (
          <PictureCompare file={picture.file} drawing={drawing} working={picture.working} />
        ) : null}
        <WidthField
          widthMm={widthMm}
          onChange={setWidthMm}
          bounds={limits.widthMm}
          proportion={proportion}
          inkPixels={inkPixels}
          dpi={limits.dpi}
          error={field === 'widthMm' ? errorText(save.error) : undefined}
        />
        {picture.file ? <InkChoice picture={picture} limits={limits} /> : null}
        {drop}
        {save.error && field !== 'name' && field !== 'widthMm' ? (
          <Notice tone="danger">{errorText(save.error)}</Notice>
        ) : null}
        <Button type="submit" variant="primary" size="lg" busy={save.isPending || save.isSuccess}>
          {t('studio.save')}
        </Button>
      </Card>
    </form>
  );
}

function InkChoice({ picture, limits }: Pick<PictureFormProps, 'picture' | 'limits'>) {
  const t = useTranslations('seals');
  const choices = [
    { value: KEEP, label: t('upload.keepInk') },
    ...colourNames.map((name) => ({
      value: limits.colours[name],
      label: t(`studio.colours.${name}`),
      swatch: limits.colours[name],
    })),
  ];
  return (
    <div className="grid gap-1.5">
      <p className="font-medium">{t('upload.ink')}</p>
      <ChoiceChips
        label={t('upload.ink')}
        choices={choices}
        value={picture.inkColour ?? KEEP}
        onChange={(value) => picture.setInkColour(value === KEEP ? undefined : value)}
      />
    </div>
  );
}

const created = z.object({ sealId: z.string() });

/** The same file is sent again: what is stored is the server's own work, never a picture this page could have changed. */
function useSavePicture({ slug, edited, picture }: PictureFormProps) {
  const t = useTranslations('seals.studio');
  const { scope } = useApi();
  const router = useRouter();
  return useApiMutation(
    async (api, { name, widthMm }: { name: string; widthMm: number }) => {
      const { file, inkColour } = picture;
      const fields = { name, widthMm: String(widthMm), ...(inkColour ? { inkColour } : {}) };
      if (!edited) {
        if (!file) throw new Error('no picture was chosen');
        return created.parse(await uploadFile(filePaths.seals, { file, scope, fields })).sealId;
      }
      const { sealId, version } = edited;
      if (file) {
        const changed = { ...fields, version: String(version) };
        await uploadFile(filePaths.sealPicture(sealId), { file, scope, fields: changed, method: 'PUT' });
      } else {
        await api.seals.updatePicture.mutate({ sealId, version, name, widthMm });
      }
      return sealId;
    },
    {
      invalidates: [['seals']],
      onSuccess: (sealId) => {
        toast.success(t('saved'));
        router.push(`/t/${slug}/seals/${sealId}`);
        router.refresh();
      },
    },
  );
}
