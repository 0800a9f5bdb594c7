import type { DocumentChange } from '../report.ts';

/** A change as the judge needs it: what it touches, and whether it shows where content stands. */
export type Change = DocumentChange & {
  field?: string /* the field it fills, signs or, where it shows, adds */;
  locking?: true /* only sets ReadOnly or Locked; a lock doesn't forbid it */;
  visibleNewField?: true;
  overContent?: boolean;
};
