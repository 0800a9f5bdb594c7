import type { ReactNode } from 'react';
import { ApiProvider } from '#client/api-provider.tsx';
import { OperatorFrame } from '#features/operator/operator-frame.tsx';
import { OperatorsOnly } from '#features/operator/operators-only.tsx';
import { operatorAt } from '#server/operator-page.ts';

/** The platform's own pages. Each of their procedures checks again that an operator asks. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const person = await operatorAt('/operator');
  if (!person) return <OperatorsOnly />;
  return (
    <ApiProvider>
      <OperatorFrame person={person}>{children}</OperatorFrame>
    </ApiProvider>
  );
}
