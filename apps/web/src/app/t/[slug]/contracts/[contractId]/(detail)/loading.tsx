import { Card, CardBody } from '#ui/card.tsx';
import { PageSkeleton } from '#ui/page-skeleton.tsx';
import { Skeleton, SkeletonRows } from '#ui/skeleton.tsx';

export default function Loading() {
  return (
    <PageSkeleton description act>
      <div aria-hidden className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <div className="grid min-w-0 gap-6">
          <Card className="h-64" />
          <Card>
            <SkeletonRows rows={2} />
          </Card>
          <Card>
            <CardBody>
              <Skeleton className="aspect-[1/1.41]" />
            </CardBody>
          </Card>
        </div>
        <Card>
          <SkeletonRows rows={6} />
        </Card>
      </div>
    </PageSkeleton>
  );
}
