import type { Control } from './control.ts';
import { round } from './page-geometry.ts';
import type { SubsetFont } from './subset-font.ts';

/**
 * Marks show before signing where to sign, and stay in the page after it: so they keep to the foot and the corners of
 * their control, thin and grey, and leave its middle to the seal, the handwriting or the value.
 */
const INK = { line: 0.72, label: 0.58 };
const HAIRLINE = 0.35;
const TICK = 5;
/** Distance of a label from the edges of its control, and from a line above it. */
const LARGEST_INSET = 1.5;

/** Largest sizes of labels: a round seal leaves little room in the corner, a date little beside it. */
const LABEL_SIZE = { signature: 6.5, seal: 6, text: 5.5, date: 5.5, 'repeated-seal': 0, 'seal-slice': 0 };
/** What a label may take of its control's height and width; a long one gets smaller, none leaves the control. */
const SHARE = { height: 0.3, width: 0.9 };
/** How far ideographs reach below the baseline, in font sizes. */
const DESCENT = 0.12;

/** Repeated seals are marked by ticks without words; a slice at the page's edge is too narrow for any mark. */
export function isMarked(control: Control): boolean {
  if (control.kind === 'seal-slice') return false;
  return control.kind === 'repeated-seal' || Boolean(control.prompt);
}

/** The words of a control's mark; empty where it has none. */
export function markLabel(control: Control): string {
  return control.kind === 'repeated-seal' ? '' : (control.prompt ?? '');
}

/** Content stream operators that draw a control's mark, with the origin at the control's lower left. */
export function markOperators(control: Control, font: SubsetFont): string {
  const { width, height } = control.rect;
  const label = labelOf(control, font);
  const parts = [`q ${INK.line} G ${HAIRLINE} w`];
  if (control.kind === 'seal' || control.kind === 'repeated-seal') parts.push(ticks(width, height));
  else parts.push(footLine(width, control.kind === 'signature' && label ? label.size + 2 * label.inset : 0));
  parts.push('Q');
  if (label) {
    const { x, y } = labelPlace(control, label);
    parts.push(
      `q ${INK.label} g BT /F0 ${round(label.size)} Tf ${round(x)} ${round(y)} Td ${label.text} Tj ET Q`,
    );
  }
  return parts.join('\n');
}

type Label = { text: string /* operand of Tj */; size: number; width: number; inset: number };

function labelOf(control: Control, font: SubsetFont): Label | undefined {
  const text = markLabel(control);
  if (text === '') return undefined;
  const { width, height } = control.rect;
  const em = Math.max(0.1, font.width(text, 1));
  const size = Math.min(LABEL_SIZE[control.kind], height * SHARE.height, (width * SHARE.width) / em);
  const inset = Math.min(LARGEST_INSET, height * 0.1, width * 0.05);
  return { text: font.encode(text), size, width: em * size, inset };
}

/** Under a signature's line at its left, inside a seal's lower left tick, above a text's line at its right. */
function labelPlace({ kind, rect }: Control, { size, width, inset }: Label): { x: number; y: number } {
  const foot = size * DESCENT;
  if (kind === 'signature') return { x: 0, y: inset + foot };
  if (kind === 'seal') return { x: 2 * inset, y: 2 * inset + foot };
  return { x: rect.width - width - inset / 2, y: inset + foot };
}

function footLine(width: number, y: number): string {
  const middle = round(Math.max(y, HAIRLINE / 2));
  return `0 ${middle} m ${round(width)} ${middle} l S`;
}

/** The four corners of the rectangle. */
function ticks(width: number, height: number): string {
  const edge = HAIRLINE / 2;
  const length = Math.min(TICK, width / 4, height / 4);
  const corners = [
    { x: edge, y: edge, right: length, up: length },
    { x: width - edge, y: edge, right: -length, up: length },
    { x: width - edge, y: height - edge, right: -length, up: -length },
    { x: edge, y: height - edge, right: length, up: -length },
  ];
  return corners
    .map(
      ({ x, y, right, up }) =>
        `${round(x + right)} ${round(y)} m ${round(x)} ${round(y)} l ${round(x)} ${round(y + up)} l S`,
    )
    .join('\n');
}
