import { useFormatter, useTranslations } from 'next-intl';
import { Card, CardBody, CardHeader, Facts } from '#ui/card.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import type { VerifiedFile } from './report.ts';

/** What identifies the file: two with the same digest are the same file, byte for byte. */
export function FileFacts({ file }: { file: VerifiedFile }) {
  const t = useTranslations('verify');
  const format = useFormatter();
  const size = format.number(file.size / 1024, { maximumFractionDigits: 0 });
  const items = [
    { term: t('fileName'), value: file.name },
    { term: t('fileSize'), value: t('kilobytes', { size }) },
    ...(file.sha256 ? [{ term: 'SHA-256', value: <CopyableId value={file.sha256} label="SHA-256" /> }] : []),
  ];
  return (
    <Card aria-labelledby="file">
      <CardHeader id="file" title={t('file')} description={file.sha256 ? t('digestHint') : undefined} />
      <CardBody>
        <Facts items={items} />
      </CardBody>
    </Card>
  );
}
