'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Notice } from '#ui/notice.tsx';
import { pageSizes } from '#ui/pdf/page-sizes.ts';
import { PageStack } from '#ui/pdf/page-stack.tsx';
import { type PageSize, placementOf } from '#ui/pdf/placement.ts';
import { usePdf } from '#ui/pdf/use-pdf.ts';
import { ViewerBar } from '#ui/pdf/viewer-bar.tsx';
import { FIT_WIDTH } from '#ui/pdf/zoom.ts';
import { Skeleton } from '#ui/skeleton.tsx';
import type { SignatureReport, VerifiedFile } from './report.ts';

export type FilePagesProps = { file: VerifiedFile; onChoose: (signature: SignatureReport) => void };

/** The file as the browser has it, drawn here and fetched from nowhere; its seals can be asked who made them. */
export function FilePages({ file, onChoose }: FilePagesProps) {
  const t = useTranslations('verify');
  const [zoom, setZoom] = useState(FIT_WIDTH);
  const container = useRef<HTMLDivElement>(null);
  const pdf = usePdf(file.bytes);
  const document = pdf.status === 'open' ? pdf.document : undefined;
  const [sizes, setSizes] = useState<PageSize[]>();
  useEffect(() => {
    let wanted = true;
    if (document) void pageSizes(document).then((found) => (wanted ? setSizes(found) : undefined));
    return () => {
      wanted = false;
    };
  }, [document]);
  if (pdf.status === 'failed') return <Notice tone="warning">{t('notShown')}</Notice>;
  if (!sizes) return <Skeleton className="aspect-[595/842] w-full" />;
  return (
    <div ref={container} className="grid grid-cols-1 gap-3">
      <PageStack
        document={document}
        title={file.name}
        pages={sizes}
        zoom={zoom}
        overlay={(page, size) => <Seals file={file} page={page} size={size} onChoose={onChoose} />}
      />
      <ViewerBar
        pages={container}
        total={sizes.length}
        zoom={zoom}
        onZoom={setZoom}
        className="sticky bottom-4 z-10 justify-self-center"
      />
    </div>
  );
}

type SealsProps = FilePagesProps & { page: number; size: PageSize };

function Seals({ file, page, size, onChoose }: SealsProps) {
  const t = useTranslations('verify');
  return file.report.signatures.flatMap((signature) =>
    signature.places
      .filter((place) => place.page === page)
      .map((place) => (
        <button
          key={`${signature.field} ${place.x} ${place.y}`}
          type="button"
          onClick={() => onChoose(signature)}
          style={placementOf(place, size)}
          aria-label={t('showSignature', { signer: signature.signer ?? t('unknownSigner') })}
          className="absolute rounded-md outline-1 outline-offset-2 outline-[oklch(0.37_0.105_262/0.45)] outline-dashed hover:bg-[oklch(0.37_0.105_262/0.08)] hover:outline-2 hover:outline-[oklch(0.37_0.105_262)] hover:outline-solid focus-visible:outline-2 focus-visible:outline-solid"
        />
      )),
  );
}
