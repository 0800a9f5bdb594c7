'use client';

import { Check } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { SealPicture } from '#features/seals/seal-picture.tsx';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import type { OnboardingState } from './onboarding-state.ts';
import { SandboxLabel } from './sandbox-label.tsx';
import { StepHeading } from './step-heading.tsx';

/** What exists now, and the way in. */
export function ReadyStep({ state }: { state: OnboardingState }) {
  const t = useTranslations('onboarding.ready');
  const sandbox = useTranslations('onboarding.sandbox');
  const { enterprise, identity, ready } = state;
  if (!enterprise || !ready) return null;
  return (
    <div className="grid gap-5">
      <StepHeading title={t('title', { name: enterprise.name })} lead={t('lead')} />
      <div className="grid items-start gap-6 sm:grid-cols-[1fr_12rem]">
        <ul className="grid gap-4">
          <Existing title={t('identity')}>
            <span className="flex flex-wrap items-center gap-2">
              {sandbox('verified')}
              {identity?.sandbox ? <SandboxLabel /> : null}
            </span>
          </Existing>
          <Existing title={t('authority')}>
            {t('authorityText')}
            <Chain authority={ready.authority} />
          </Existing>
          <Existing title={t('roles')}>{t('rolesText', { count: ready.roles.length })}</Existing>
          {ready.seal ? <Existing title={t('seal')}>{ready.seal.name}</Existing> : null}
        </ul>
        {ready.seal ? (
          <div className="mx-auto w-full max-w-48 rounded-lg border bg-[white] p-4">
            <SealPicture seal={ready.seal} className="w-full" />
          </div>
        ) : null}
      </div>
      {ready.authority.licensed ? null : <Notice tone="warning">{t('notLicensed')}</Notice>}
      <div className="flex justify-end">
        <Button asChild variant="primary" size="lg">
          {/* A full load: the tenant's pages have a frame and a cache of their own. */}
          <a href={`/t/${enterprise.slug}`}>{t('enter')}</a>
        </Button>
      </div>
    </div>
  );
}

function Existing({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className="mt-0.5 grid size-6 shrink-0 place-items-center rounded-full bg-success-wash text-success"
      >
        <Check className="size-3.5" />
      </span>
      <div className="grid min-w-0 gap-0.5">
        <p className="font-medium">{title}</p>
        <div className="text-muted">{children}</div>
      </div>
    </li>
  );
}

function Chain({ authority }: { authority: NonNullable<OnboardingState['ready']>['authority'] }) {
  const t = useTranslations('onboarding.ready');
  const format = useFormatter();
  return (
    <ol className="mt-1.5 grid gap-1 border-l pl-3 text-sm">
      {authority.chain.map((certificate) => (
        <li key={certificate.name}>
          <span className="text-ink">{certificate.name}</span>{' '}
          {t('validUntil', {
            date: format.dateTime(new Date(certificate.validUntil), { dateStyle: 'medium' }),
          })}
        </li>
      ))}
    </ol>
  );
}
