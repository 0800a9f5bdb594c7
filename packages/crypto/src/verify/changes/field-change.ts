import {
  isArray,
  PdfDict,
  PdfName,
  PdfStream,
  PdfString,
  type PdfValue,
} from '../../pdf-reader/pdf-value.ts';
import { type FormNode, fieldOf, isDocumentTimestamp } from '../form.ts';
import { rectangle } from '../pages.ts';
import type { Step } from './step.ts';

const READ_ONLY = 1; // Ff, ISO 32000-2 table 227
const PUSH_BUTTON = 1 << 16;
const PRINT_AND_LOCKS = 4 | 128 | 512; // F: Print, Locked, LockedContents, table 167
const [PRINT, NO_VIEW] = [4, 32];

/** What filling or signing an empty field may set besides its value. */
const FILLED_KEYS = new Set(['V', 'AP', 'AS', 'F', 'Ff', 'DA', 'Q', 'RV', 'I', 'M', 'Type']);
const LOCKED_KEYS = new Set(['F', 'Ff']);

/** Sorts what happened to an existing field or widget: filled, signed, locked, or changed in a way nobody permits. */
export function judgeFieldChange(step: Step, old: FormNode, now: FormNode, keys: Set<string>): void {
  const field = fieldOf(step.after.form, now);
  const refused = flagsOnlyLock(old, now, keys) ? undefined : 'changed its flags';
  if (refused === undefined && old.role !== 'group' && only(keys, LOCKED_KEYS)) {
    const description = `the form field “${field.name}” was locked`;
    step.note({ kind: 'form-fill', description, field: field.name, locking: true });
    return;
  }
  const reason = refused ?? whyNoFilling(step, fieldOf(step.before.form, old), field, now, keys);
  if (reason === undefined) for (const filled of fieldsFilled(step, now, field)) noteFilled(step, filled);
  else step.note({ kind: 'other', description: `the form field “${field.name}” ${reason}` });
}

/** Filling gives an empty field its value and the look of that value, once. */
function whyNoFilling(
  step: Step,
  oldField: FormNode,
  newField: FormNode,
  now: FormNode,
  keys: Set<string>,
): string | undefined {
  if (!isEmpty(oldField.value)) return 'changed after it had been filled in';
  if (isEmpty(newField.value)) return 'changed without being filled in';
  const others = [...keys].filter((key) => !FILLED_KEYS.has(key));
  if (others.length > 0) return `changed at /${others.join(', /')}`;
  if (!isValueOf(step, newField)) return 'was given something that is no value';
  if (keys.has('AP') && !isAppearance(step, now.dict.get('AP'))) return 'was given no proper appearance';
  return undefined;
}

/** The value of a group is that of all fields below it which have none (§12.7.4.1), and counts as theirs. */
function fieldsFilled({ after: { form } }: Step, now: FormNode, field: FormNode): FormNode[] {
  if (now.role !== 'group') return [field];
  const below = form.nodes.values().filter(({ name }) => name.startsWith(`${now.name}.`));
  return [field, ...below.filter(({ role }) => role === 'field')];
}

function noteFilled(step: Step, field: FormNode): void {
  const { name } = field;
  if (field.type !== 'Sig') {
    step.note({ kind: 'form-fill', description: `the form field “${name}” was filled in`, field: name });
  } else if (isDocumentTimestamp(step.after.document, field) && !isShown(step, field)) {
    step.note({
      kind: 'long-term-data',
      description: `a document timestamp was put into “${name}”`,
      field: name,
    });
  } else {
    step.note({ kind: 'signature', description: `the signature field “${name}” was signed`, field: name });
  }
}

/** What a signer's place shows is a signature to whoever looks at it, even if it holds a timestamp. */
function isShown({ after: { document, form } }: Step, field: FormNode): boolean {
  return [field.num, ...field.kids].some((num) => {
    const rect = form.nodes.get(num)?.dict.get('Rect') ?? null;
    return rect !== null && !hasNoArea(rectangle(document, rect));
  });
}

/** A rectangle that we can't read, others may. */
export function hasNoArea(rect: ReturnType<typeof rectangle>): boolean {
  return rect !== undefined && !(rect[2] > rect[0] && rect[3] > rect[1]);
}

function only(keys: Set<string>, allowed: Set<string>): boolean {
  return [...keys].every((key) => allowed.has(key));
}

/** Flags may gain ReadOnly, Print and the locks; nothing may be shown or hidden, no kind of field be changed. */
function flagsOnlyLock(old: FormNode, now: FormNode, keys: Set<string>): boolean {
  return (
    (!keys.has('Ff') || onlyGains(old.dict.get('Ff'), now.dict.get('Ff'), READ_ONLY)) &&
    (!keys.has('F') || onlyGains(old.dict.get('F'), now.dict.get('F'), flagsToGain(old)))
  );
}

/** What isn't seen on the screen isn't to come out on paper. */
function flagsToGain({ dict }: FormNode): number {
  const flags = dict.get('F');
  return typeof flags === 'number' && (flags & NO_VIEW) !== 0 ? PRINT_AND_LOCKS & ~PRINT : PRINT_AND_LOCKS;
}

function onlyGains(old: PdfValue, now: PdfValue, allowed: number): boolean {
  const before = old ?? 0;
  const after = now ?? 0;
  if (typeof before !== 'number' || typeof after !== 'number') return false;
  return (before & ~after) === 0 && (after & ~before & ~allowed) === 0;
}

export function isEmpty(value: PdfValue): boolean {
  if (value === null) return true;
  if (value instanceof PdfString) return value.bytes.length === 0;
  if (value instanceof PdfName) return value.value === 'Off';
  return isArray(value) && value.length === 0;
}

function isValueOf(step: Step, field: FormNode): boolean {
  const { value } = field;
  if (field.type === 'Sig') return value instanceof PdfDict;
  if (field.type === 'Tx') return value instanceof PdfString;
  if (field.type === 'Btn') return value instanceof PdfName && (field.flags & PUSH_BUTTON) === 0;
  if (field.type !== 'Ch') return false;
  const { document } = step.after;
  return (
    value instanceof PdfString ||
    (isArray(value) && value.every((item) => document.resolve(item) instanceof PdfString))
  );
}

function isAppearance(step: Step, value: PdfValue): boolean {
  const { document } = step.after;
  const appearance = document.resolve(value);
  if (!(appearance instanceof PdfDict)) return false;
  return [...appearance.entries].every(([key, entry]) => {
    const state = document.resolve(entry);
    if (!['N', 'R', 'D'].includes(key)) return false;
    if (state instanceof PdfStream) return true;
    return (
      state instanceof PdfDict &&
      [...state.entries.values()].every((each) => document.resolve(each) instanceof PdfStream)
    );
  });
}
