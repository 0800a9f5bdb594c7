import { expect, test } from 'vitest';
import { listPath, parseListAddress } from './contract-views.ts';

test('view and text survive the address', () => {
  for (const address of [
    { view: 'all', q: '' },
    { view: 'awaiting_me', q: '' },
    { view: 'ended', q: '采购 100% & more?' },
  ] as const) {
    const url = new URL(listPath('acme', address), 'http://localhost');
    expect(url.pathname).toBe('/t/acme/contracts');
    expect(parseListAddress(Object.fromEntries(url.searchParams))).toEqual(address);
  }
  expect(listPath('acme')).toBe('/t/acme/contracts');
});

test('an address nobody made shows all', () => {
  expect(parseListAddress({ view: 'secret', q: ['a', 'b'] })).toEqual({ view: 'all', q: '' });
  expect(parseListAddress({ q: 'x'.repeat(300) }).q).toHaveLength(100);
});
