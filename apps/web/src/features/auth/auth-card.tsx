import type { ReactNode } from 'react';
import { Card } from '#ui/card.tsx';

/** The narrow card that log-in and sign-up stand in. */
export function AuthCard({
  title,
  lead,
  children,
  foot,
}: {
  title: string;
  lead: string;
  children: ReactNode;
  foot: ReactNode;
}) {
  return (
    <div className="mx-auto grid w-full max-w-md gap-6 px-4 py-10 sm:py-16">
      <div className="grid gap-1.5">
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        <p className="text-muted">{lead}</p>
      </div>
      <Card className="p-5 sm:p-6">{children}</Card>
      <p className="text-center text-muted">{foot}</p>
    </div>
  );
}
