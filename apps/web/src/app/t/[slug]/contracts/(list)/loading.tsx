import { Card } from '#ui/card.tsx';
import { PageSkeleton } from '#ui/page-skeleton.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { TableSkeleton } from '#ui/table-skeleton.tsx';

export default function Loading() {
  return (
    <PageSkeleton act>
      <div
        aria-hidden
        className="grid grid-cols-[minmax(0,1fr)] items-center gap-3 lg:grid-cols-[minmax(0,1fr)_auto]"
      >
        <Skeleton className="my-1 h-9 w-160 max-w-full rounded-full" />
        <Skeleton className="h-10 w-full rounded-lg sm:h-9 lg:w-72" />
      </div>
      <Card>
        <TableSkeleton columns={5} rows={8} />
      </Card>
    </PageSkeleton>
  );
}
