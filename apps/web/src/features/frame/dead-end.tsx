import type { LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';

export type DeadEndProps = {
  icon: LucideIcon;
  title: string;
  text: string;
  /** The way on; the start page when there is no better one. */
  action?: ReactNode;
};

/** A page whose link leads no further: why, and the way on. */
export function DeadEnd({ icon, title, text, action }: DeadEndProps) {
  return (
    <>
      <h1 className="sr-only">{title}</h1>
      <EmptyState
        icon={icon}
        title={title}
        description={text}
        action={action ?? <ToStartPage />}
        className="py-24"
      />
    </>
  );
}

function ToStartPage() {
  const t = useTranslations('notFound');
  return (
    <Button asChild>
      <Link href="/">{t('home')}</Link>
    </Button>
  );
}
