import { Stamp } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';

/** The way to making a seal. */
export function NewSealButton({ slug }: { slug: string }) {
  const t = useTranslations('seals');
  return (
    <Button asChild variant="primary">
      <Link href={`/t/${slug}/seals/new`}>
        <Stamp aria-hidden />
        {t('new')}
      </Link>
    </Button>
  );
}
