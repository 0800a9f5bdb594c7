import { ArrowUpRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { Card, CardBody } from '#ui/card.tsx';
import { Time } from '#ui/time.tsx';

export type MailboxMessage = {
  id: string;
  to: string;
  subject: string;
  text: string;
  link: string | null;
  at: string;
};

export function Message({ message }: { message: MailboxMessage }) {
  const t = useTranslations('mailbox');
  return (
    <Card>
      <CardBody className="grid gap-3">
        <header className="grid gap-0.5">
          <h2 className="font-semibold">{message.subject}</h2>
          <p className="flex flex-wrap justify-between gap-x-4 text-sm text-muted">
            <span>
              {t('to')} {message.to}
            </span>
            <Time value={message.at} />
          </p>
        </header>
        <p className="whitespace-pre-line">{message.text}</p>
        {message.link ? (
          <Button asChild className="justify-self-start">
            <a href={message.link}>
              {t('open')}
              <ArrowUpRight aria-hidden />
            </a>
          </Button>
        ) : null}
      </CardBody>
    </Card>
  );
}
