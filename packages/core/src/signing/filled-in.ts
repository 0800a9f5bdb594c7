import type { TenantTx } from '@chopmark/db';
import type { Context, Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { isParagraphs } from '../plain-text.ts';
import type { SealDrawing } from '../seals/round-seal.ts';
import { requireUsableSeal } from '../seals/seals.ts';
import { drawHandwriting, type Handwriting } from './handwriting.ts';

const MAX_VALUE_LENGTH = 2_000;

type Given = {
  sealId?: string | undefined;
  handwriting?: Handwriting | undefined;
  values: Record<string, string>;
};

type OwnControl = { id: string; documentId: string; name: string; kind: string; required: boolean };

/**
 * What will be drawn: the chosen seal if a place wants one, the handwriting if one does.
 * @throws CoreError SEAL_REQUIRED, SEAL_NOT_USABLE, SIGNATURE_REQUIRED
 */
export async function appearanceOf(ctx: Context, tx: TenantTx, given: Given, own: OwnControl[]) {
  const wantsSeal = own.some((control) => control.kind === 'seal');
  const wantsSignature = own.some((control) => control.kind === 'signature');
  if (wantsSeal && !given.sealId) {
    throw new CoreError('SEAL_REQUIRED', 'choose the seal to use', { field: 'sealId' });
  }
  if (wantsSignature && !given.handwriting) {
    throw new CoreError('SIGNATURE_REQUIRED', 'draw your signature first', { field: 'handwriting' });
  }
  if (wantsSeal && ctx.actor.kind !== 'member') {
    throw new CoreError('SEAL_NOT_USABLE', 'only members of the enterprise may use its seals');
  }
  const seal =
    wantsSeal && given.sealId && ctx.actor.kind === 'member'
      ? await requireUsableSeal(tx, ctx.actor, given.sealId, ctx.core.now())
      : undefined;
  const handwriting: SealDrawing | undefined =
    wantsSignature && given.handwriting ? drawHandwriting(given.handwriting) : undefined;
  return { seal, handwriting };
}

/**
 * `documentId/field` → text: what the signer filled in, and the date signed.
 * @throws CoreError VALUE_REQUIRED, VALUE_TOO_LONG, INVALID_INPUT
 */
export function valuesOf(
  given: Given,
  own: OwnControl[],
  { locale, now }: { locale: string; now: Date },
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const control of own) {
    const key = `${control.documentId}/${control.name}`;
    if (control.kind === 'date') values[key] = dateText(now, locale);
    if (control.kind !== 'text') continue;
    const text = checkedText(given.values[control.id] ?? '', control);
    if (text !== '') values[key] = text;
  }
  return values;
}

/**
 * What is filled in is drawn into the document: characters that its font lacks (emoji, say) are refused before the signer
 * agrees, not by the job afterwards.
 * @throws CoreError VALUE_UNWRITABLE with the characters
 */
export async function requireWritable(core: Core, values: Record<string, string>): Promise<void> {
  const missing = await core.cpu.run('unwritable', Object.values(values).join(''));
  if (missing.length === 0) return;
  const field = Object.keys(values).find((id) => missing.some((each) => values[id]?.includes(each)));
  throw new CoreError('VALUE_UNWRITABLE', 'the text has characters that the font cannot write', {
    params: { characters: missing.slice(0, 10).join(' ') },
    ...(field ? { field } : {}),
  });
}

function checkedText(given: string, control: OwnControl): string {
  const text = given.normalize('NFC').trim();
  const field = control.id;
  if (control.required && text === '') {
    throw new CoreError('VALUE_REQUIRED', 'fill in every required field', { field });
  }
  if (text.length > MAX_VALUE_LENGTH) {
    throw new CoreError('VALUE_TOO_LONG', 'the text is too long', {
      field,
      params: { max: MAX_VALUE_LENGTH },
    });
  }
  if (!isParagraphs(text)) {
    throw new CoreError('INVALID_INPUT', 'the text has characters that cannot be written', { field });
  }
  return text;
}

/** The date of signing as contracts write it, in China's time zone, where the service and its law are. */
function dateText(now: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'Asia/Shanghai' }).format(now);
}
