import { useFormatter, useNow, useTranslations } from 'next-intl';
import { SealGraphic } from './seal-picture.tsx';
import type { SizedDrawing } from './seal-types.ts';

/** A4 in millimetres; from where on the page is shown, so that the seal can be seen. */
const PAGE = { width: 210, top: 120, height: 177 };
const MARGIN = 25;
/** Lengths of lines, as parts of the width: paragraphs of a text that nobody has to read. */
const LINES = [1, 1, 0.72, 0, 1, 1, 1, 0.4, 0, 1, 0.88];
const INK = '#10182b';
/** Where one seals: over the name of the party, across its date. */
const SEAL_AT = { x: 66, y: 236 };

export type OnPaperProps = { seal: SizedDrawing; enterprise: string; className?: string };

/** The foot of a contract's page with the seal on it, as large against the page as it will be. */
export function OnPaper({ seal, enterprise, className }: OnPaperProps) {
  const t = useTranslations('seals.studio');
  const format = useFormatter();
  const today = format.dateTime(useNow(), { dateStyle: 'long' });
  const { drawing, widthMm, heightMm } = seal;
  return (
    <svg
      viewBox={`0 ${PAGE.top} ${PAGE.width} ${PAGE.height}`}
      role="img"
      aria-label={t('paperLabel')}
      className={className}
    >
      <rect y={PAGE.top} width={PAGE.width} height={PAGE.height} fill="#fff" />
      {LINES.map((part, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are always the same
          key={index}
          x={MARGIN}
          y={PAGE.top + 12 + index * 6.4}
          width={(PAGE.width - 2 * MARGIN) * part}
          height={2}
          rx={1}
          fill={INK}
          opacity={0.16}
        />
      ))}
      <g fill={INK} fontSize={4.2}>
        <text x={MARGIN} y={222}>
          {t('partyA')}
        </text>
        <PartyName name={enterprise} />
        <text x={MARGIN} y={252}>
          {t('sampleDateOf', { date: today })}
        </text>
        <text x={125} y={222}>
          {t('partyB')}
        </text>
        <text x={125} y={252}>
          {t('sampleDate')}
        </text>
        <path d="M125 236H185M139 253H185" stroke={INK} strokeWidth={0.2} opacity={0.5} />
      </g>
      <g style={{ mixBlendMode: 'multiply' }}>
        <SealGraphic
          drawing={drawing}
          x={SEAL_AT.x - widthMm / 2}
          y={SEAL_AT.y - heightMm / 2}
          width={widthMm}
          height={heightMm}
        />
      </g>
    </svg>
  );
}

/** Drawings don't wrap: long names go on in a second line. */
function PartyName({ name }: { name: string }) {
  const perLine = /^[\p{ASCII}]*$/u.test(name) ? 40 : 21;
  const lines = [name.slice(0, perLine), name.slice(perLine, 2 * perLine)].filter((line) => line !== '');
  return lines.map((line, index) => (
    <text key={line} x={MARGIN} y={231 + index * 6.5}>
      {line}
    </text>
  ));
}
