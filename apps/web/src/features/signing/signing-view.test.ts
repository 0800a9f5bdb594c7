import { expect, test } from 'vitest';
import { ownControls, phaseOf, type SigningControl } from './signing-view.ts';

const phase = (contract: string, me: string, failed = false) =>
  phaseOf({
    contract: { state: contract },
    me: { state: me },
    failure: failed ? { code: 'PROVIDER_FAILED', message: '', at: '2026-03-01T08:00:00Z' } : null,
  });

test('one signs when it is one’s turn, and only then', () => {
  expect(phase('in_progress', 'awaited')).toBe('sign');
  expect(phase('in_progress', 'waiting')).toBe('waiting');
  expect(phase('sending', 'waiting')).toBe('preparing');
  expect(phase('finishing', 'signed')).toBe('signed');
});

test('a job that gave up is not shown as running', () => {
  expect(phase('in_progress', 'signing')).toBe('running');
  expect(phase('in_progress', 'signing', true)).toBe('failed');
});

test('having signed, one waits for the others or is done', () => {
  expect(phase('in_progress', 'signed')).toBe('signed');
  expect(phase('completed', 'signed')).toBe('completed');
});

test('what has ended cannot be signed, whatever one’s own state', () => {
  for (const state of ['withdrawn', 'rejected', 'expired', 'voided']) {
    expect(phase(state, 'awaited')).toBe('ended');
  }
  expect(phase('rejected', 'rejected')).toBe('refused');
});

test('own places come in reading order, others not at all', () => {
  const control = (id: string, page: number, y: number, mine = true): SigningControl => ({
    id,
    documentId: 'a',
    name: id,
    kind: 'seal',
    page,
    x: 10,
    y,
    width: 10,
    height: 10,
    mine,
    required: true,
    fontSize: null,
    label: null,
    party: '',
  });
  const controls = [control('foot', 0, 60), control('second', 1, 700), control('head', 0, 700)];
  const view = { controls: [...controls, control('other', 0, 90, false)], documents: [] };
  expect(ownControls(view).map(({ id }) => id)).toEqual(['head', 'foot', 'second']);
});
