import { serverApi } from '#server/server-api.ts';
import { CheckListCard } from './check-list-card.tsx';

/** First steps of a new tenant, for its home page; nothing once they are done or put away. */
export async function CheckList({ slug }: { slug: string }) {
  const api = await serverApi({ tenantSlug: slug });
  const list = await api.onboarding.checkList();
  return list.hidden ? null : <CheckListCard slug={slug} list={list} />;
}
