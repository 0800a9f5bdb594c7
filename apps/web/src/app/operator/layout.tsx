import type { ReactNode } from 'react';
import { ApiProvider } from '#client/api-provider.tsx';
import { OperatorFrame } from '#features/operator/operator-frame.tsx';
import { requireOperatorPage } from '#server/operator-page.ts';

/** The platform's own pages. Each of their procedures checks again that an operator asks. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const person = await requireOperatorPage('/operator');
  return (
    <ApiProvider>
      <OperatorFrame person={person}>{children}</OperatorFrame>
    </ApiProvider>
  );
}
