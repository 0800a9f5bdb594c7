import type { Form } from './acro-form.ts';
import { displayedSize, type Rect } from './page-geometry.ts';
import type { Page } from './page-tree.ts';
import { refuse } from './pdf-error.ts';

/** A place on a page where a participant signs, writes, or has their seal repeated. */
export type Control = {
  /** The field's name, unique in the document; no full stops. */
  name: string;
  kind: 'signature' | 'seal' | 'text' | 'date' | 'repeated-seal' | 'seal-slice';
  rect: Rect;
  /** Drawn small and grey at the control's foot, into the page. Nothing marks a control without it, but a repeated seal. */
  prompt?: string;
  /** Participant ID. */
  signer: string;
  /** In points; 12 when absent. */
  fontSize?: number;
  /**
   * For a repeated seal or a slice of a cross-page seal: name of the signature or seal control whose seal it shows; the
   * signer's first when absent.
   */
  of?: string;
};

/** Page edges are rarely whole points: what a rounding can shift a control by. */
const TOLERANCE = 0.5;

/** Refuses controls that cannot become fields: CONTROL_INVALID, FIELD_NAME_TAKEN. */
export function checkControls(controls: Control[], pages: Page[], form: Form): void {
  const taken = new Set(form.fields.map((field) => field.name.split('.')[0] ?? ''));
  for (const control of controls) {
    if (!/^[^.\p{C}]{1,120}$/u.test(control.name)) {
      refuse(
        'CONTROL_INVALID',
        `"${control.name}" cannot name a field. Use up to 120 characters, no full stops.`,
      );
    }
    if (taken.has(control.name)) {
      refuse('FIELD_NAME_TAKEN', `A field "${control.name}" exists already. Give the control another name.`);
    }
    taken.add(control.name);
    if (control.fontSize !== undefined && !(control.fontSize >= 2 && control.fontSize <= 200)) {
      refuse('CONTROL_INVALID', `The font size of "${control.name}" must be between 2 and 200.`);
    }
    checkRect(control.rect, pages, control.name);
  }
  for (const control of controls) {
    if (repeatsSeal(control) && !repeatedBy(control, controls)) {
      refuse('CONTROL_INVALID', `"${control.name}" repeats no seal of its signer. Add the seal it repeats.`);
    }
  }
}

/** Refuses a rectangle that isn't wholly on a page of the document. */
export function checkRect(rect: Rect, pages: Page[], what: string): Page {
  const page = pages[rect.page];
  if (!page)
    refuse('CONTROL_INVALID', `"${what}" is on page ${rect.page + 1}, which the document doesn't have.`);
  const size = displayedSize(page);
  const inside =
    rect.width > 0 &&
    rect.height > 0 &&
    rect.x >= -TOLERANCE &&
    rect.y >= -TOLERANCE &&
    rect.x + rect.width <= size.width + TOLERANCE &&
    rect.y + rect.height <= size.height + TOLERANCE;
  if (!inside) refuse('CONTROL_INVALID', `"${what}" lies outside its page. Move it inside.`);
  return page;
}

export function isSignatureControl(control: Control): boolean {
  return control.kind === 'signature' || control.kind === 'seal';
}

/** Shows, whole or in part, the seal of a signature that stands elsewhere. */
export function repeatsSeal(control: Control): boolean {
  return control.kind === 'repeated-seal' || control.kind === 'seal-slice';
}

/** The names a signature locks: its signer's texts and dates, and the fields that repeat this very seal. */
export function lockedNames(signature: Control, controls: Control[]): string[] {
  return controls
    .filter((control) => control.signer === signature.signer && !isSignatureControl(control))
    .filter((control) => !repeatsSeal(control) || repeatedBy(control, controls) === signature)
    .map((control) => control.name);
}

function repeatedBy(repeated: Control, controls: Control[]): Control | undefined {
  return controls.find(
    (control) =>
      isSignatureControl(control) &&
      control.signer === repeated.signer &&
      (repeated.of === undefined || control.name === repeated.of),
  );
}
