'use client';

import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState, useTransition } from 'react';
import { Input } from '#ui/input.tsx';
import { Spinner } from '#ui/spinner.tsx';
import { type ListAddress, listPath } from './contract-views.ts';

const PAUSE_MS = 300;

/** Narrows the view by text; the address follows once the person pauses. */
export function ContractSearch({ slug, address }: { slug: string; address: ListAddress }) {
  const t = useTranslations('contracts');
  const router = useRouter();
  const [text, setText] = useState(address.q);
  const [searching, startSearch] = useTransition();
  const asked = useRef(address.q);
  useEffect(() => {
    if (text.trim() === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = text.trim();
      const path = listPath(slug, { view: address.view, q: text });
      startSearch(() => router.replace(path, { scroll: false }));
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, slug, address.view, router]);
  // The text is changed elsewhere too: by "clear filters" and by the browser's back button.
  useEffect(() => {
    if (address.q === asked.current) return;
    asked.current = address.q;
    setText(address.q);
  }, [address.q]);
  return (
    <search className="relative block w-full lg:w-72">
      {searching ? (
        <Spinner className="absolute top-3 left-3 text-muted sm:top-2.5" />
      ) : (
        <Search aria-hidden className="absolute top-3 left-3 size-4 text-muted sm:top-2.5" />
      )}
      <Input
        type="search"
        value={text}
        maxLength={100}
        onChange={(event) => setText(event.target.value)}
        aria-label={t('search')}
        placeholder={t('search')}
        className="pl-9"
      />
    </search>
  );
}
