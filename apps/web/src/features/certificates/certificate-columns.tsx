import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { CopyableId } from '#ui/copyable-id.tsx';
import type { DataColumn } from '#ui/data-table-model.ts';
import { Time } from '#ui/time.tsx';
import type { Certificate } from './certificate.ts';
import { CertificateState } from './certificate-state.tsx';

const SERIAL_SHOWN = 12;
const named = ['ec-p256', 'ec-p384', 'rsa-2048', 'rsa-3072', 'sm2'] as const;

/** The columns of the list of certificates. */
export function useCertificateColumns(): DataColumn<Certificate>[] {
  const t = useTranslations('certificates');
  const algorithms = useTranslations('settings.algorithms');
  return useMemo(() => {
    const algorithmName = (algorithm: string) => {
      const known = named.find((each) => each === algorithm);
      return known ? algorithms(`${known}.name`) : algorithm;
    };
    return [
      {
        id: 'holder',
        header: t('holder'),
        phone: 'title',
        className: 'md:w-1/4',
        cell: (certificate) => <Holder certificate={certificate} />,
      },
      {
        id: 'state',
        header: t('state'),
        phone: 'bare',
        cell: ({ state, revokedAt }) => <CertificateState state={state} revokedAt={revokedAt} />,
      },
      {
        id: 'serial',
        header: t('serialNumber'),
        className: 'whitespace-nowrap',
        cell: ({ serialNumber }) => (
          <CopyableId value={serialNumber} label={t('serialNumber')} shown={SERIAL_SHOWN} />
        ),
      },
      {
        id: 'algorithm',
        header: t('algorithm'),
        className: 'whitespace-nowrap',
        cell: ({ algorithm }) => algorithmName(algorithm),
      },
      {
        id: 'validity',
        header: t('validity'),
        className: 'whitespace-nowrap text-muted',
        cell: ({ notBefore, notAfter }) => (
          <>
            <Time value={notBefore} format="date" /> – <Time value={notAfter} format="date" />
          </>
        ),
      },
    ];
  }, [t, algorithms]);
}

function Holder({ certificate }: { certificate: Certificate }) {
  const t = useTranslations('certificates');
  const { name, profile, contractId, licensed } = certificate;
  const kind = profile === 'enterprise' ? t('enterprise') : t('person');
  const facts = [kind, ...(contractId ? [t('oneTime')] : []), ...(licensed ? [] : [t('notLicensed')])];
  return (
    <span className="grid min-w-0 gap-0.5">
      <span className="font-medium break-words">{name}</span>
      <span className="text-sm text-muted">{facts.join(' · ')}</span>
    </span>
  );
}
