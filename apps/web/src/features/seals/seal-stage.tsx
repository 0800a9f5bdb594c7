import { useTranslations } from 'next-intl';
import { SealGraphic } from './seal-picture.tsx';
import type { SizedDrawing } from './seal-types.ts';

/** Millimetres of paper that are shown, and of the rulers beside it. */
const SHEET = 66;
const RULER = 6;
const MIDDLE = RULER + SHEET / 2;

/** A seal on white paper between two rulers that count from its middle. Larger seals are larger here too. */
export function SealStage({ seal, className }: { seal: SizedDrawing; className?: string }) {
  const t = useTranslations('seals.studio');
  const { drawing, widthMm, heightMm } = seal;
  const shrink = Math.min(1, SHEET / Math.max(widthMm, heightMm));
  const [width, height] = [widthMm * shrink, heightMm * shrink];
  return (
    <svg
      viewBox={`0 0 ${RULER + SHEET} ${RULER + SHEET}`}
      role="img"
      aria-label={t('stageLabel')}
      className={className}
    >
      <rect width={RULER + SHEET} height={RULER + SHEET} className="fill-sunken" />
      <rect x={RULER} y={RULER} width={SHEET} height={SHEET} fill="#fff" />
      <Ruler size={width} scale={shrink} />
      <g transform={`matrix(0 1 1 0 0 0)`}>
        <Ruler size={height} scale={shrink} upright />
      </g>
      <SealGraphic
        drawing={drawing}
        x={MIDDLE - width / 2}
        y={MIDDLE - height / 2}
        width={width}
        height={height}
      />
    </svg>
  );
}

/** Every millimetre a line, every ten a number; what the seal covers is marked. */
function Ruler({ size, scale, upright = false }: { size: number; scale: number; upright?: boolean }) {
  const half = Math.floor(SHEET / 2 / scale);
  const marks = Array.from({ length: 2 * half + 1 }, (_, index) => index - half);
  return (
    <g>
      <rect x={MIDDLE - size / 2} y={RULER - 0.7} width={size} height={0.7} className="fill-accent" />
      {marks.map((mark) => {
        const x = MIDDLE + mark * scale;
        const length = mark % 10 === 0 ? 2.4 : mark % 5 === 0 ? 1.8 : 1.1;
        return (
          <line
            key={mark}
            x1={x}
            x2={x}
            y1={RULER - length}
            y2={RULER}
            strokeWidth={0.15}
            className="stroke-muted"
          />
        );
      })}
      {marks
        .filter((mark) => mark % 10 === 0)
        .map((mark) => (
          <text
            key={mark}
            transform={
              upright
                ? `matrix(0 1 1 0 ${MIDDLE + mark * scale} 2.9) rotate(-90)`
                : `translate(${MIDDLE + mark * scale} 2.9)`
            }
            textAnchor="middle"
            fontSize={2.4}
            className="fill-muted"
          >
            {Math.abs(mark)}
          </text>
        ))}
    </g>
  );
}
