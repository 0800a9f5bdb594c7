import type { ReactNode } from 'react';
import { ApiProvider } from '#client/api-provider.tsx';
import { PublicActs } from '#features/frame/public-acts.tsx';
import { PublicFrame } from '#features/frame/public-frame.tsx';

export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <ApiProvider>
      <PublicFrame acts={<PublicActs />}>{children}</PublicFrame>
    </ApiProvider>
  );
}
