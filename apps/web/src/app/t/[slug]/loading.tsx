import { Card } from '#ui/card.tsx';
import { PageSkeleton } from '#ui/page-skeleton.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';

export default function Loading() {
  return (
    <PageSkeleton>
      <Card>
        <SkeletonRows rows={4} />
      </Card>
    </PageSkeleton>
  );
}
