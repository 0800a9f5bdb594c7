import type { TenantTx } from '@chopmark/db';
import type { Context, Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { isParagraphs } from '../plain-text.ts';
import type { SealDrawing } from '../seals/round-seal.ts';
import { requireUsableSeal } from '../seals/seals.ts';
import { drawHandwriting, type Handwriting } from './handwriting.ts';
import type { TypedSignature } from './typed-signature.ts';

const MAX_VALUE_LENGTH = 2_000;
/** As crypto's writer has it for controls that name none. */
const DEFAULT_FONT_SIZE = 12;

type Given = {
  sealId?: string | undefined;
  sealVersion?: number | undefined;
  handwriting?: Handwriting | undefined;
  typed?: TypedSignature | undefined;
  values: Record<string, string>;
};

export type OwnControl = {
  id: string;
  documentId: string;
  name: string;
  kind: string;
  required: boolean;
  fontSize: number | null;
  width: { toNumber(): number };
  height: { toNumber(): number };
};

/**
 * The signature the signer wrote or typed, as it will be drawn; undefined when there is none.
 * @throws CoreError SIGNATURE_REQUIRED, FONT_LACKS_CHARACTER
 */
export async function drawnSignature(core: Core, given: Given): Promise<SealDrawing | undefined> {
  if (given.handwriting) return drawHandwriting(given.handwriting);
  return given.typed && core.cpu.run('drawTypedSignature', given.typed);
}

/**
 * Holds the texts against the font and the boxes they will be written into, before anything is done.
 * @throws CoreError FONT_LACKS_CHARACTER, VALUE_DOES_NOT_FIT, each naming the field
 */
export async function requireWritable(core: Core, given: Given, own: OwnControl[]): Promise<void> {
  const texts = own.filter((control) => control.kind === 'text' && (given.values[control.id] ?? '') !== '');
  if (texts.length === 0) return;
  const measured = await core.cpu.run(
    'measure',
    texts.map((control) => ({ text: cleaned(given, control), box: boxOf(control) })),
  );
  for (const [index, { missing, fits }] of measured.entries()) {
    const field = texts[index]?.id ?? '';
    if (missing.length > 0) {
      throw new CoreError('FONT_LACKS_CHARACTER', 'the text has characters that cannot be written', {
        field,
        params: { characters: missing.slice(0, 10).join(' ') },
      });
    }
    if (!fits) {
      throw new CoreError('VALUE_DOES_NOT_FIT', 'the text is too long for its place; shorten it', { field });
    }
  }
}

const cleaned = (given: Given, control: OwnControl) =>
  (given.values[control.id] ?? '').normalize('NFC').trim();

const boxOf = ({ width, height, fontSize }: OwnControl) => ({
  width: width.toNumber(),
  height: height.toNumber(),
  size: fontSize ?? DEFAULT_FONT_SIZE,
});

/**
 * What will be drawn: the chosen seal if a place wants one, the signature if one does.
 * @throws CoreError SEAL_REQUIRED, SEAL_NOT_USABLE, SEAL_CHANGED, SIGNATURE_REQUIRED
 */
export async function appearanceOf(
  ctx: Context,
  tx: TenantTx,
  given: Pick<Given, 'sealId' | 'sealVersion'> & { signature: SealDrawing | undefined },
  own: OwnControl[],
) {
  const wantsSeal = own.some((control) => control.kind === 'seal');
  const wantsSignature = own.some((control) => control.kind === 'signature');
  if (wantsSeal && !given.sealId) {
    throw new CoreError('SEAL_REQUIRED', 'choose the seal to use', { field: 'sealId' });
  }
  if (wantsSignature && !given.signature) {
    throw new CoreError('SIGNATURE_REQUIRED', 'draw or type your signature first', { field: 'handwriting' });
  }
  if (wantsSeal && ctx.actor.kind !== 'member') {
    throw new CoreError('SEAL_NOT_USABLE', 'only members of the enterprise may use its seals');
  }
  const seal =
    wantsSeal && given.sealId && ctx.actor.kind === 'member'
      ? await requireUsableSeal(tx, ctx.actor, given.sealId, ctx.core.now())
      : undefined;
  if (seal && given.sealVersion !== undefined && given.sealVersion !== seal.version) {
    throw new CoreError('SEAL_CHANGED', 'the seal was changed meanwhile; look at it again');
  }
  return { seal, signature: wantsSignature ? given.signature : undefined };
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
    const text = checkedText(cleaned(given, control), control);
    if (text !== '') values[key] = text;
  }
  return values;
}

function checkedText(text: string, control: OwnControl): string {
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
export function dateText(now: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'Asia/Shanghai' }).format(now);
}
