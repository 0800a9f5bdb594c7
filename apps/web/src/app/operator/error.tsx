'use client';

import { PageError, type PageErrorProps } from '#features/frame/page-error.tsx';

export default function OperatorError(props: PageErrorProps) {
  return <PageError {...props} />;
}
