import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { ApiProvider } from '#client/api-provider.tsx';
import { AppFrame } from '#features/frame/app-frame.tsx';
import { mayReadMailbox } from '#server/mailbox-access.ts';
import { requirePerson } from '#server/person.ts';
import { serverApi } from '#server/server-api.ts';

type LayoutProps = { params: Promise<{ slug: string }>; children: ReactNode };

/** Pages of one tenant. Each of their procedures checks membership and permission again. */
export default async function TenantLayout({ params, children }: LayoutProps) {
  const { slug } = await params;
  const person = await requirePerson(`/t/${slug}`);
  const api = await serverApi();
  const tenants = await api.me.tenants();
  const tenant = tenants.find((each) => each.slug === slug);
  if (!tenant) notFound();
  return (
    <ApiProvider tenant={slug}>
      <AppFrame tenant={tenant} tenants={tenants} person={person} mailbox={mayReadMailbox(person)}>
        {children}
      </AppFrame>
    </ApiProvider>
  );
}
