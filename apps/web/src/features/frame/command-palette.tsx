'use client';

import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Dialog } from 'radix-ui';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { NavigationOptions } from './navigation.ts';
import { PaletteActs, PalettePages, PaletteTenants } from './palette-acts.tsx';
import { PaletteContracts } from './palette-contracts.tsx';
import type { Tenant } from './tenant-switcher.tsx';

export type CommandPaletteProps = {
  slug: string;
  navigation: NavigationOptions;
  tenants: readonly Tenant[];
};

/** Go anywhere, find a contract, do what the menus do: by the button of the top line, or by ⌘K or Ctrl K. */
export function CommandPalette(props: CommandPaletteProps) {
  const t = useTranslations('palette');
  const [open, setOpen] = useState(false);
  useShortcut(() => setOpen((before) => !before));
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <SearchButton />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay data-scrim className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-2 top-2 z-50 mx-auto flex max-h-[calc(100dvh-1rem)] max-w-xl animate-appear flex-col overflow-hidden rounded-lg border bg-raised shadow-float sm:top-[12vh] sm:max-h-[70vh]"
        >
          <Dialog.Title className="sr-only">{t('title')}</Dialog.Title>
          <Palette {...props} onClose={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ slug, navigation, tenants, onClose }: CommandPaletteProps & { onClose: () => void }) {
  const t = useTranslations('palette');
  const router = useRouter();
  const [text, setText] = useState('');
  const go = (path: string) => {
    onClose();
    router.push(path);
  };
  return (
    <Command label={t('title')} loop className="flex min-h-0 flex-col">
      <div className="flex items-center gap-3 border-b px-4">
        <Search aria-hidden className="size-4 shrink-0 text-muted" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder={t('placeholder')}
          maxLength={100}
          className="h-12 min-w-0 flex-1 bg-transparent text-lg outline-none sm:text-base"
        />
      </div>
      <Command.List label={t('results')} className="min-h-0 overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-muted">{t('nothing')}</Command.Empty>
        <PalettePages slug={slug} navigation={navigation} onGo={go} />
        {navigation.permissions.includes('contract.view') ? (
          <PaletteContracts slug={slug} text={text} onGo={go} />
        ) : null}
        <PaletteActs onDone={onClose} />
        <PaletteTenants slug={slug} tenants={tenants} onGo={go} />
      </Command.List>
    </Command>
  );
}

function SearchButton(props: React.ComponentProps<'button'>) {
  const t = useTranslations('palette');
  const keys = useKeys();
  return (
    <button
      type="button"
      aria-keyshortcuts="Meta+K Control+K"
      className="flex h-9 items-center gap-2 rounded-lg text-muted max-lg:w-9 max-lg:justify-center hover:bg-sunken hover:text-ink lg:w-60 lg:border lg:border-field lg:bg-raised lg:px-3"
      {...props}
    >
      <Search aria-hidden className="size-4 shrink-0" />
      <span className="flex-1 text-left max-lg:sr-only">{t('button')}</span>
      <kbd aria-hidden className="font-sans text-sm max-lg:hidden">
        {keys}
      </kbd>
    </button>
  );
}

function useShortcut(act: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      if (event.shiftKey || event.altKey || event.isComposing) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}

const never = () => () => undefined;
const isApple = () => /mac|iphone|ipad/i.test(navigator.userAgent);

/** What the keys are called on the person's keyboard; the server can't know. */
function useKeys(): string {
  const apple = useSyncExternalStore(never, isApple, () => false);
  return apple ? '⌘K' : 'Ctrl K';
}
