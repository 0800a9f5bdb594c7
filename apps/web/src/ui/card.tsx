import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';

export function Card({ className, ...props }: ComponentProps<'section'>) {
  return <section className={cn('rounded-lg border bg-raised', className)} {...props} />;
}

export type CardHeaderProps = { title: ReactNode; description?: ReactNode; action?: ReactNode; id?: string };

export function CardHeader({ title, description, action, id }: CardHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-3 border-b px-5 py-4">
      <div className="grid min-w-0 gap-0.5">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        {description ? <p className="text-muted">{description}</p> : null}
      </div>
      {action}
    </header>
  );
}

export function CardBody({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('px-5 py-4', className)} {...props} />;
}

/** Facts of a thing: term and value, one under the other on a phone, side by side on a desk. */
export function Facts({ items }: { items: readonly { term: ReactNode; value: ReactNode }[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[minmax(7rem,auto)_1fr] sm:items-baseline">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts are fixed in order and number
        <div key={index} className="grid gap-0.5 sm:contents">
          <dt className="text-muted">{item.term}</dt>
          <dd className="min-w-0">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
