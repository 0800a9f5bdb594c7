import { contractStates } from '@chopmark/core';
import { expect, test } from 'vitest';
import { pillStateOf } from './pill-state.ts';

test('a running contract awaits me only when it is my turn', () => {
  expect(pillStateOf('in_progress', 'awaited')).toBe('awaitingMe');
  for (const mine of ['waiting', 'signing', 'signed', null]) {
    expect(pillStateOf('in_progress', mine)).toBe('awaitingOthers');
  }
});

test('every other state of the machine is shown as itself, whatever my part', () => {
  for (const state of contractStates) {
    if (state === 'in_progress') continue;
    expect(pillStateOf(state, 'awaited')).toBe(state);
  }
});
