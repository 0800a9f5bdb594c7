import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { errorValues } from '#i18n/error-values.ts';
import { type ProblemCode, problemCodes } from '#server/problem.ts';
import { Card, CardBody, Facts } from '#ui/card.tsx';
import { PageHeader } from '#ui/page-header.tsx';

type PageProps = { params: Promise<{ code: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [{ code }, t] = await Promise.all([params, getTranslations('problem')]);
  return { title: t('title', { code }) };
}

/** Where the `type` of an API problem points (RFC 9457 §3.1.1): what the code means and what to do. */
export default async function ProblemPage({ params }: PageProps) {
  const { code } = await params;
  if (!isProblemCode(code)) notFound();
  const [t, errors] = await Promise.all([getTranslations('problem'), getTranslations('errors')]);
  const facts = [
    { term: t('code'), value: <code className="font-mono">{code}</code> },
    { term: t('meaning'), value: errors(code, errorValues({})) },
  ];
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-6 px-4 py-10 sm:px-6">
      <PageHeader title={t('title', { code })} description={t('lead')} />
      <Card>
        <CardBody>
          <Facts items={facts} />
        </CardBody>
      </Card>
    </div>
  );
}

function isProblemCode(code: string): code is ProblemCode {
  return problemCodes.some((known) => known === code);
}
