import { expect, test } from 'vitest';
import { activeItem, tenantNavigation } from './navigation.ts';

const items = tenantNavigation('acme-1', { mailbox: false, permissions: [] });
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

test('the sandbox mailbox is offered where it is open, and five items fit the bar of a phone', () => {
  expect(items.some((item) => item.label === 'mailbox')).toBe(false);
  expect(tenantNavigation('acme-1', { mailbox: true, permissions: [] })).toHaveLength(5);
});

test('members are offered to who may see them, and their roles page belongs to them', () => {
  expect(items.some((item) => item.label === 'members')).toBe(false);
  const allowed = tenantNavigation('acme-1', { mailbox: false, permissions: ['member.view'] });
  expect(activeItem(allowed, '/t/acme-1/members/roles')?.label).toBe('members');
});
