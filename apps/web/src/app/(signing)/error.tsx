'use client';

import { PageError, type PageErrorProps } from '#features/frame/page-error.tsx';

export default function SigningError(props: PageErrorProps) {
  return <PageError {...props} />;
}
