'use client';

import { useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { hasCode, problemIn } from '#client/api-error.ts';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { showFieldProblem, useZodForm } from '#client/zod-form.ts';
import { codeForm } from '#features/auth/auth-schemas.ts';
import { SandboxHint } from '#features/auth/sandbox-hint.tsx';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { CodeInput } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import type { SigningView } from './signing-view.ts';
import type { Challenge } from './tab-memory.ts';
import type { Fault, Signing } from './use-signing.ts';

const RESEND_SECONDS = 30;

export type WillingnessProps = {
  view: SigningView;
  signing: Signing;
  sandbox: boolean;
  onFault: (fault: Fault) => boolean;
};

/** The proof that the signer wants to sign this very document: a code to their own address, entered here. */
export function Willingness({ view, signing, sandbox, onFault }: WillingnessProps) {
  const t = useTranslations('signing');
  const errorText = useErrorText();
  const contractId = view.contract.id;
  const { challenge, setChallenge } = signing;
  const request = useApiMutation((api) => api.signing.requestWillingness.mutate({ contractId }), {
    onSuccess: setChallenge,
  });
  const who = view.me.organization
    ? t('onBehalf', { name: view.me.name, organization: view.me.organization })
    : view.me.name;
  return (
    <div className="grid gap-4">
      <p>{t('agree', { who, title: view.contract.title })}</p>
      {request.error ? <Notice tone="danger">{errorText(request.error)}</Notice> : null}
      {challenge && isLive(challenge) ? (
        <>
          <p role="status">{t('codeSent', { address: challenge.sentTo })}</p>
          {sandbox ? <SandboxHint /> : null}
          <EnterCode
            key={challenge.challengeId}
            contractId={contractId}
            challengeId={challenge.challengeId}
            signing={signing}
            onStale={() => setChallenge(undefined)}
            onFault={onFault}
          />
          <Resend busy={request.isPending} onResend={() => request.mutate()} />
        </>
      ) : (
        <Button variant="primary" size="lg" busy={request.isPending} onClick={() => request.mutate()}>
          {t('getCode')}
        </Button>
      )}
    </div>
  );
}

const isLive = ({ expiresAt }: Challenge) => new Date(expiresAt) > new Date();

type EnterCodeProps = {
  contractId: string;
  challengeId: string;
  signing: Signing;
  /** The code is for documents that have changed since: a new one is needed. */
  onStale: () => void;
  onFault: (fault: Fault) => boolean;
};

function EnterCode({ contractId, challengeId, signing, onStale, onFault }: EnterCodeProps) {
  const t = useTranslations('signing');
  const errorText = useErrorText();
  const [fault, setFault] = useState<string>();
  const queries = useQueryClient();
  const form = useZodForm(codeForm, { code: '' });
  const sign = useApiMutation(
    (api, code: string) => api.signing.sign.mutate({ contractId, challengeId, code, ...signing.input }),
    {
      invalidates: [['signing', contractId], ['contracts']],
      onError: (error) => {
        const text = errorText(error);
        if (showFieldProblem(form, error, text)) return;
        if (onFault({ controlId: problemIn(error)?.field ?? '', text })) return;
        setFault(text);
        if (hasCode(error, 'DOCUMENTS_CHANGED')) onStale();
        // Signed on another device, withdrawn, expired, another form of the seal: the page then shows it.
        if (hasCode(error, 'ALREADY_SIGNED', 'NOT_YOUR_TURN', 'CONTRACT_STATE', 'SEAL_CHANGED')) {
          void queries.invalidateQueries({ queryKey: ['signing', contractId] });
        }
      },
    },
  );
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={form.handleSubmit(({ code }) => {
        setFault(undefined);
        sign.mutate(code);
      })}
    >
      {fault ? <Notice tone="danger">{fault}</Notice> : null}
      <Field label={t('code')} error={form.formState.errors.code?.message}>
        <CodeInput autoFocus {...form.register('code')} />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={sign.isPending || sign.isSuccess}>
        {sign.isPending || sign.isSuccess ? null : <ShieldCheck aria-hidden />}
        {t('sign')}
      </Button>
    </form>
  );
}

/** A mail takes a moment: asking again is offered after half a minute. */
function Resend({ busy, onResend }: { busy: boolean; onResend: () => void }) {
  const t = useTranslations('signing');
  const [left, setLeft] = useState(RESEND_SECONDS);
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  if (left > 0) return <p className="text-sm text-muted">{t('resendIn', { seconds: left })}</p>;
  return (
    <Button
      variant="link"
      className="justify-self-start"
      busy={busy}
      onClick={() => {
        setLeft(RESEND_SECONDS);
        onResend();
      }}
    >
      {t('resend')}
    </Button>
  );
}
