import { setPartiesInput } from '@chopmark/core';
import { expect, test } from 'vitest';
import { type DraftValues, draftForm, MAX_PARTIES, newPerson, unfinishedParties } from './draft-form.ts';

const complete: DraftValues = {
  title: '采购合同',
  ordering: 'sequential',
  parties: [{ kind: 'self' }, { kind: 'person', name: ' 李明 ', email: ' Ming@Example.com ', locale: 'en' }],
};

const contractId = '01890a5d-ac96-774b-bcce-b302099a8057';

test('whatever the form lets through, the procedure takes', () => {
  const many = {
    ...complete,
    parties: Array.from({ length: MAX_PARTIES }, () => ({ kind: 'self' as const })),
  };
  for (const values of [complete, many]) {
    expect(setPartiesInput.safeParse({ contractId, ...draftForm.parse(values) }).success).toBe(true);
  }
  const tooMany = { ...many, parties: [...many.parties, { kind: 'self' as const }] };
  expect(draftForm.safeParse(tooMany).success).toBe(false);
});

test('a party without a name or an address is unfinished', () => {
  expect(unfinishedParties(complete)).toBe(0);
  expect(unfinishedParties({ ...complete, parties: [{ kind: 'self' }, newPerson('en')] })).toBe(1);
  expect(unfinishedParties({ ...complete, parties: [] })).toBe(1);
});
