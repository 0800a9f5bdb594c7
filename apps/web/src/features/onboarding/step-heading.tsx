import type { ReactNode } from 'react';

/** The title of a wizard's step and what it is about. */
export function StepHeading({ title, lead }: { title: ReactNode; lead?: ReactNode }) {
  return (
    <div className="grid gap-1">
      <h2 className="text-xl font-semibold">{title}</h2>
      {lead ? <p className="text-muted">{lead}</p> : null}
    </div>
  );
}
