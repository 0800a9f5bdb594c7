import type { ReactNode } from 'react';
import { ApiProvider } from '#client/api-provider.tsx';
import { AppFrame } from '#features/frame/app-frame.tsx';
import { mayReadMailbox } from '#server/mailbox-access.ts';
import { requireTenant } from '#server/tenant-page.ts';

type LayoutProps = { params: Promise<{ slug: string }>; children: ReactNode };

/** Pages of one tenant. Each of their procedures checks membership and permission again. */
export default async function TenantLayout({ params, children }: LayoutProps) {
  const { slug } = await params;
  const { person, tenant, tenants, permissions } = await requireTenant(slug);
  return (
    <ApiProvider tenant={slug}>
      <AppFrame
        tenant={tenant}
        tenants={tenants}
        person={person}
        navigation={{ mailbox: mayReadMailbox(person), permissions }}
      >
        {children}
      </AppFrame>
    </ApiProvider>
  );
}
