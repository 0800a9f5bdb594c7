'use client';

import { useTranslations } from 'next-intl';
import { DocumentPages } from '#features/documents/document-pages.tsx';
import { type ContractDetail, nameOf } from './contract-detail.ts';
import { partyColour } from './party-colour.ts';
import { PlaceMark } from './place-mark.tsx';

/** The draft's pages with the places of each party on them. */
export function DraftPreview({ contract }: { contract: ContractDetail }) {
  const t = useTranslations('draft');
  return (
    <section
      aria-labelledby="preview"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: on a desk it scrolls by itself, by keyboard too
      tabIndex={0}
      className="grid content-start gap-3 rounded-lg lg:sticky lg:top-20 lg:max-h-[calc(100dvh-11rem)] lg:overflow-y-auto lg:pr-2"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="preview" className="text-lg font-semibold">
          {t('preview')}
        </h2>
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {contract.participants.map((party, index) => (
            <li key={party.id} className="flex items-center gap-1.5" style={partyColour(index)}>
              <span aria-hidden className="size-2.5 rounded-full bg-(--party)" />
              {nameOf(party)}
            </li>
          ))}
        </ul>
      </div>
      <p className="text-sm text-muted">{contract.controls.length > 0 ? t('placesPut') : t('placesLater')}</p>
      {contract.documents.map((document) => (
        <DocumentPages
          key={document.id}
          contractId={contract.id}
          document={document}
          overlay={(page, size) =>
            contract.controls
              .filter((control) => control.documentId === document.id && control.page === page)
              .map((control) => {
                const index = contract.participants.findIndex((each) => each.id === control.participantId);
                const party = contract.participants[index];
                const name = party ? nameOf(party) : '';
                return <PlaceMark key={control.id} rect={control} page={size} party={{ name, index }} />;
              })
          }
        />
      ))}
    </section>
  );
}
