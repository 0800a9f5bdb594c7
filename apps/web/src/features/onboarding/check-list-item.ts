import type { CheckList } from '@chopmark/core';

export type CheckListProps = { slug: string; list: CheckList };
export type CheckListItem = CheckList['items'][number];
