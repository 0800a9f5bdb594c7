import { damaged, tooComplex } from '../pdf-reader/limits.ts';
import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import {
  isArray,
  isName,
  PdfDict,
  PdfName,
  PdfRef,
  PdfString,
  type PdfValue,
  textOf,
} from '../pdf-reader/pdf-value.ts';

/** One dictionary of the field tree (ISO 32000-2 §12.7.4): a group, a field, or one of a field's widgets. */
export type FormNode = {
  num: number /* object number */;
  name: string /* fully qualified */;
  dict: PdfDict;
  parent: number | undefined;
  kids: number[];
  type: string | undefined /* FT, inherited: Sig, Tx, Btn, Ch */;
  flags: number /* Ff, inherited */;
  value: PdfValue /* V, inherited, resolved; null when there is none */;
  role: 'group' | 'field' | 'widget' /* a field may be its own widget */;
};

export type Form = { dict: PdfDict | undefined; nodes: Map<number, FormNode> };

type Inherited = {
  name: string;
  parent: number | undefined;
  type: PdfValue;
  flags: PdfValue;
  value: PdfValue;
};

const MAX_DEPTH = 32;

/** Reads the interactive form as of one revision. @throws CryptoError PDF_DAMAGED for a tree that is none */
export function readForm(document: PdfDocument): Form {
  const dict = document.dict(document.catalog().get('AcroForm'));
  const nodes = new Map<number, FormNode>();
  if (dict === undefined) return { dict, nodes };
  const root: Inherited = { name: '', parent: undefined, type: null, flags: null, value: null };
  for (const ref of references(document, dict.get('Fields'))) readNode(document, ref, root, 0, nodes);
  return { dict, nodes };
}

export function signatureFields(form: Form): FormNode[] {
  return [...form.nodes.values()].filter((node) => node.role === 'field' && node.type === 'Sig');
}

/** The node whose value a widget shows: its parent, or itself when field and widget are one dictionary. */
export function fieldOf(form: Form, node: FormNode): FormNode {
  const parent = node.parent === undefined ? undefined : form.nodes.get(node.parent);
  return node.role === 'widget' && parent !== undefined ? parent : node;
}

/** Whether a signed field holds a document timestamp (EN 319 142-1 §5.4.3). */
export function isDocumentTimestamp(document: PdfDocument, field: FormNode): boolean {
  return field.value instanceof PdfDict && isName(document.get(field.value, 'SubFilter'), 'ETSI.RFC3161');
}

function readNode(
  document: PdfDocument,
  ref: PdfRef,
  from: Inherited,
  depth: number,
  nodes: Map<number, FormNode>,
): void {
  if (depth > MAX_DEPTH) throw tooComplex('its form fields are nested too deeply');
  const { num } = ref;
  const dict = document.dict(ref);
  if (dict === undefined) return;
  const known = nodes.get(num);
  if (known !== undefined) {
    if (known.parent === from.parent) return;
    throw damaged(`form field ${num} hangs in two places`);
  }
  document.file.budget.spend(8);
  const partial = document.get(dict, 'T');
  const own = partial instanceof PdfString ? textOf(partial) : undefined;
  const name = own === undefined ? from.name : from.name === '' ? own : `${from.name}.${own}`;
  const inherited: Inherited = {
    name,
    parent: num,
    type: document.get(dict, 'FT') ?? from.type,
    flags: document.get(dict, 'Ff') ?? from.flags,
    value: document.get(dict, 'V') ?? from.value,
  };
  const kids = references(document, dict.get('Kids'));
  const node: FormNode = {
    num,
    name,
    dict,
    parent: from.parent,
    kids: kids.map((kid) => kid.num),
    type: inherited.type instanceof PdfName ? inherited.type.value : undefined,
    flags: typeof inherited.flags === 'number' ? inherited.flags : 0,
    value: inherited.value,
    role: own === undefined && from.parent !== undefined ? 'widget' : 'field',
  };
  nodes.set(num, node);
  for (const kid of kids) readNode(document, kid, inherited, depth + 1, nodes);
  if (kids.some((kid) => nodes.get(kid.num)?.role === 'field')) node.role = 'group';
}

/** An array of references; none at all counts as empty. @throws CryptoError PDF_DAMAGED for anything else */
export function references(document: PdfDocument, value: PdfValue): PdfRef[] {
  const list = document.resolve(value);
  if (list === null) return [];
  if (!isArray(list)) throw damaged('a list of references is none');
  document.file.budget.spend(list.length);
  return list.map((item) => {
    if (!(item instanceof PdfRef)) throw damaged('a list of references holds something else');
    return item;
  });
}
