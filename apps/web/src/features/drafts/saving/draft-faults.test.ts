import { setControlsInput, setPartiesInput, updateDraftInput } from '@chopmark/core';
import { expect, test } from 'vitest';
import type { DraftContent, PersonParty } from '../draft.ts';
import { faultsOf } from './draft-faults.ts';

const now = new Date('2026-03-01T00:00:00Z');
const contractId = '01890a5d-ac96-774b-bcce-b302099a8057';
const person: PersonParty = {
  id: contractId,
  kind: 'person',
  name: '李明',
  email: 'ming@example.com',
  locale: 'en',
};
const content = (change: {
  details?: Partial<DraftContent['details']>;
  person?: Partial<PersonParty>;
  label?: string;
}): DraftContent => ({
  details: { title: '合同', message: '', deadline: null, ordering: 'sequential', ...change.details },
  parties: [{ ...person, ...change.person }],
  controls: [
    {
      id: contractId,
      documentId: contractId,
      participantId: contractId,
      kind: 'text',
      page: 0,
      x: 0,
      y: 0,
      width: 100,
      height: 20,
      label: change.label ?? null,
      required: true,
      fontSize: 11,
    },
  ],
});

const texts = ['', 'ok', ' 两端空格 ', 'x'.repeat(60), 'x'.repeat(61), '长'.repeat(120), '长'.repeat(121)];
const more = [
  'x'.repeat(254),
  'x'.repeat(255),
  'x'.repeat(2001),
  'a\u0000b',
  'a\nb',
  'a\tb',
  '\u202eb',
  '🙂',
  '\ud800',
];

test.each([...texts, ...more])('what is let through of %j is what the procedures take', (text) => {
  const at = (part: 'details' | 'parties' | 'controls', change: Parameters<typeof content>[0]) =>
    faultsOf(part, content(change), now).length === 0;
  const takes = (schema: { safeParse(input: unknown): { success: boolean } }, input: object) =>
    schema.safeParse({ contractId, ...input }).success;
  expect(at('details', { details: { title: text } })).toBe(takes(updateDraftInput, { title: text }));
  expect(at('details', { details: { message: text } })).toBe(takes(updateDraftInput, { message: text }));
  for (const field of ['name', 'email'] as const) {
    const parties = [{ ...person, [field]: text }];
    expect(at('parties', { person: { [field]: text } })).toBe(takes(setPartiesInput, { parties }));
  }
  const { controls } = content({ label: text });
  expect(at('controls', { label: text })).toBe(takes(setControlsInput, { version: 1, controls }));
});

test.each([
  ['2026-02-28T00:00:00Z', false],
  ['2026-03-01T00:00:00Z', false],
  ['2026-03-02T15:59:59.999Z', true],
  ['2027-03-01T15:59:59.999Z', true],
  ['2027-03-09T00:00:00Z', false],
])('a deadline of %s is possible: %s', (deadline, possible) => {
  expect(faultsOf('details', content({ details: { deadline } }), now)).toHaveLength(possible ? 0 : 1);
});
