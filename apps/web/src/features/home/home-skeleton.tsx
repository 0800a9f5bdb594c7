import { Card } from '#ui/card.tsx';
import { PageSkeleton } from '#ui/page-skeleton.tsx';
import { Skeleton, SkeletonRows } from '#ui/skeleton.tsx';

const places = ['first', 'second', 'third', 'fourth'];

/** The numbers and the four lists to come. */
export function HomeSkeleton() {
  return (
    <PageSkeleton act>
      <div aria-hidden className="grid gap-2 max-sm:order-last">
        <Skeleton className="h-58 rounded-lg sm:h-40 lg:h-20" />
        <Skeleton className="h-5 w-64" />
      </div>
      <div className="grid gap-6 lg:grid-cols-2 lg:items-start">
        {places.map((place) => (
          <Card key={place}>
            <div className="border-b px-5 py-4">
              <Skeleton className="h-6 w-28" />
            </div>
            <SkeletonRows rows={2} />
          </Card>
        ))}
      </div>
    </PageSkeleton>
  );
}
