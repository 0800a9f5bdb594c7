import { permissions } from '@chopmark/core';
import { expect, test } from 'vitest';
import { activeItem, barItems, tenantNavigation } from './navigation.ts';

const items = tenantNavigation('acme-1', { mailbox: false, permissions: ['contract.create'] });
const active = (path: string) => activeItem(items, path)?.label;

test('a page below contracts belongs to contracts, a new contract to itself', () => {
  expect(active('/t/acme-1/contracts')).toBe('contracts');
  expect(active('/t/acme-1/contracts/7')).toBe('contracts');
  expect(active('/t/acme-1/contracts/new')).toBe('newContract');
});

test('home is active on itself only', () => {
  expect(active('/t/acme-1')).toBe('home');
  expect(active('/t/acme-1/seals')).toBeUndefined();
});

test('a new contract is offered to who may create one', () => {
  const labels = (permissions: 'contract.create'[]) =>
    tenantNavigation('acme-1', { mailbox: true, permissions }).map(({ label }) => label);
  expect(labels(['contract.create'])).toContain('newContract');
  expect(labels([])).not.toContain('newContract');
});

test('the sandbox mailbox is offered where it is open, settings to who may see them', () => {
  const labels = (mailbox: boolean, permissions: 'tenant.view'[]) =>
    tenantNavigation('acme-1', { mailbox, permissions }).map(({ label }) => label);
  expect(labels(false, [])).not.toContain('mailbox');
  expect(labels(true, [])).toContain('mailbox');
  expect(labels(true, [])).not.toContain('settings');
  expect(labels(true, ['tenant.view'])).toContain('settings');
});

test('what does not fit the bar of a phone goes into its menu, and nothing is lost', () => {
  const all = tenantNavigation('acme-1', { mailbox: true, permissions });
  const { bar, rest } = barItems(all);
  expect([...bar, ...rest]).toEqual(all);
  expect(bar.length + (rest.length > 0 ? 1 : 0)).toBeLessThanOrEqual(5);
  expect(barItems(all.slice(0, 5)).rest).toEqual([]);
});

test('members are offered to who may see them, and their roles page belongs to them', () => {
  expect(items.some((item) => item.label === 'members')).toBe(false);
  const allowed = tenantNavigation('acme-1', { mailbox: false, permissions: ['member.view'] });
  expect(activeItem(allowed, '/t/acme-1/members/roles')?.label).toBe('members');
});
