import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CertificatesPage } from '#features/certificates/certificates-page.tsx';
import { NoSuchTenant } from '#features/operator/no-such-tenant.tsx';
import { operatorAt } from '#server/operator-page.ts';
import { codedCause } from '#server/problem.ts';
import { serverApi } from '#server/server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('certificates'))('title') };
}

type PageProps = { params: Promise<{ slug: string }> };

export default async function OperatorCertificatesPage({ params }: PageProps) {
  const { slug } = await params;
  const here = `/operator/tenants/${slug}`;
  if (!(await operatorAt(`${here}/certificates`))) return null;
  const found = await findCertificates(slug);
  if (!found) return <NoSuchTenant />;
  const { tenant, first } = found;
  return (
    <CertificatesPage
      owner={{ operatorOf: slug }}
      first={first}
      mayRevoke
      back={{ href: here, label: tenant.name }}
    />
  );
}

async function findCertificates(slug: string) {
  const api = await serverApi();
  try {
    const [tenant, first] = await Promise.all([
      api.operator.tenant({ slug }),
      api.operator.certificates({ slug }),
    ]);
    return { tenant, first };
  } catch (error) {
    if (codedCause(error)?.code === 'NOT_FOUND') return null;
    throw error;
  }
}
