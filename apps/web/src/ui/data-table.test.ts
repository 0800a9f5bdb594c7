import { NextIntlClientProvider } from 'next-intl';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { messagesOf } from '#i18n/messages.ts';
import { DataTable, type DataTableProps } from './data-table.tsx';
import type { DataColumn } from './data-table-model.ts';

type Firm = { id: string; name: string; seals: number | null };

const firms: Firm[] = [
  { id: 'z', name: '重庆长江贸易', seals: 3 },
  { id: 'a', name: '北京安信科技', seals: 12 },
  { id: 's', name: '上海远洋', seals: null },
];
const columns: DataColumn<Firm>[] = [
  { id: 'name', header: 'Name', cell: (firm) => firm.name, sortBy: (firm) => firm.name, phone: 'title' },
  { id: 'seals', header: 'Seals', cell: (firm) => firm.seals ?? '–', sortBy: (firm) => firm.seals },
  { id: 'id', header: 'ID', cell: (firm) => firm.id },
];

function render(props: Partial<DataTableProps<Firm>>, locale: 'zh-CN' | 'en' = 'zh-CN'): string {
  const table = createElement(DataTable<Firm>, {
    label: 'Firms',
    columns,
    rows: firms,
    rowId: (firm: Firm) => firm.id,
    empty: 'nothing yet',
    ...props,
  });
  const messages = messagesOf(locale);
  const provided = { locale, messages, timeZone: 'UTC', children: table };
  return renderToStaticMarkup(createElement(NextIntlClientProvider, provided));
}

const namesIn = (html: string) =>
  firms
    .map((firm) => firm.name)
    .filter((name) => html.includes(name))
    .sort((a, b) => html.indexOf(a) - html.indexOf(b));

test('rows stand as they came, and the heads that sort say so', () => {
  const html = render({});
  expect(namesIn(html)).toEqual(['重庆长江贸易', '北京安信科技', '上海远洋']);
  expect(html.match(/aria-sort="none"/g)).toHaveLength(2);
  expect(html.match(/<th[^>]*>ID<\/th>/)).not.toBeNull();
});

test('Chinese names sort by pinyin', () => {
  const html = render({ sort: { column: 'name', descending: false } });
  expect(namesIn(html)).toEqual(['北京安信科技', '重庆长江贸易', '上海远洋']);
  expect(html).toContain('aria-sort="ascending"');
});

test('numbers sort by size, and what has none stands last in both orders', () => {
  expect(namesIn(render({ sort: { column: 'seals', descending: false } }))).toEqual([
    '重庆长江贸易',
    '北京安信科技',
    '上海远洋',
  ]);
  expect(namesIn(render({ sort: { column: 'seals', descending: true } }))).toEqual([
    '北京安信科技',
    '重庆长江贸易',
    '上海远洋',
  ]);
});

test('where the server sorts, rows are left as they came', () => {
  const html = render({ sort: { column: 'name', descending: true }, onSort: () => undefined });
  expect(namesIn(html)).toEqual(['重庆长江贸易', '北京安信科技', '上海远洋']);
  expect(html).toContain('aria-sort="descending"');
});

test('an empty table tells "nothing yet" from "nothing found" from "still loading" from "failed"', () => {
  expect(render({ rows: [] })).toContain('nothing yet');
  const filtered = render({ rows: [], onClearFilters: () => undefined }, 'en');
  expect(filtered).toContain('Clear filters');
  expect(filtered).not.toContain('nothing yet');
  const loading = render({ rows: [], loading: true });
  expect(loading).toContain('aria-busy="true"');
  expect(loading).not.toContain('nothing yet');
  const failed = render({ rows: [], error: new Error('offline'), onRetry: () => undefined }, 'en');
  expect(failed).toContain('role="alert"');
  expect(failed).toContain('Try again');
  expect(failed).not.toContain('nothing yet');
});

test('rows stay to be read while a later read fails', () => {
  const html = render({ error: new Error('offline') }, 'en');
  expect(html).toContain('role="alert"');
  expect(namesIn(html)).toHaveLength(3);
});

test('a row is a link by its first column, and its box is named after it', () => {
  const html = render(
    {
      rowLink: (firm) => `/firms/${firm.id}`,
      selection: { selected: ['a'], onChange: () => undefined, rowLabel: (firm) => firm.name },
    },
    'en',
  );
  expect(html).toMatch(/<a[^>]*href="\/firms\/z"[^>]*>重庆长江贸易<\/a>/);
  expect(html).toContain('aria-label="Select “上海远洋”"');
  expect(html.match(/checked=""/g)).toHaveLength(1);
  expect(html).toContain('1 selected');
});

test('turning pages is offered only where there is a page to turn to', () => {
  expect(
    render({ paging: { kind: 'more', hasMore: false, loading: false, onMore: () => undefined } }, 'en'),
  ).not.toContain('Show more');
  const html = render(
    { paging: { kind: 'turn', onPrevious: null, onNext: () => undefined, loading: false } },
    'en',
  );
  expect(html).toMatch(/disabled=""[^>]*>(<svg.*?<\/svg>)?Previous/);
});
