import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '#features/operator/catalogue.tsx';
import { operatorAt } from '#server/operator-page.ts';
import { serverApi } from '#server/server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('operator.catalogue'))('title') };
}

export default async function OperatorCataloguePage() {
  if (!(await operatorAt('/operator/catalogue'))) return null;
  const api = await serverApi();
  return <Catalogue entries={await api.operator.catalogue()} />;
}
