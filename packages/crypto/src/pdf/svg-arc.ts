export type Point = { x: number; y: number };

export type Arc = { rx: number; ry: number; degrees: number; large: number; sweep: number };

/** A cubic Bézier curve from where the pen stands. */
export type Curve = { first: Point; second: Point; to: Point };

/** An elliptical arc as cubic curves of at most a quarter turn (SVG 2 appendix B.2.4); radii are not zero. */
export function arcCurves(from: Point, to: Point, arc: Arc): Curve[] {
  if (from.x === to.x && from.y === to.y) return [];
  const cos = Math.cos((arc.degrees * Math.PI) / 180);
  const sin = Math.sin((arc.degrees * Math.PI) / 180);
  const { radius, centre, begin, angle } = centreOf(from, to, arc, cos, sin);
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const place = (x: number, y: number): Point => ({
    x: middle.x + cos * (centre.x + radius.x * x) - sin * (centre.y + radius.y * y),
    y: middle.y + sin * (centre.x + radius.x * x) + cos * (centre.y + radius.y * y),
  });
  const count = Math.max(1, Math.ceil(Math.abs(angle) / (Math.PI / 2) - 1e-9));
  const part = angle / count;
  const reach = (4 / 3) * Math.tan(part / 4);
  return Array.from({ length: count }, (_, index) => {
    const a = begin + index * part;
    const b = a + part;
    return {
      first: place(Math.cos(a) - reach * Math.sin(a), Math.sin(a) + reach * Math.cos(a)),
      second: place(Math.cos(b) + reach * Math.sin(b), Math.sin(b) - reach * Math.cos(b)),
      to: index === count - 1 ? to : place(Math.cos(b), Math.sin(b)),
    };
  });
}

/** Centre parameters, in the ellipse's own axes and relative to the middle of the two ends. */
function centreOf(from: Point, to: Point, arc: Arc, cos: number, sin: number) {
  const half = { x: (from.x - to.x) / 2, y: (from.y - to.y) / 2 };
  const turned = { x: cos * half.x + sin * half.y, y: -sin * half.x + cos * half.y };
  const ratio = (turned.x / arc.rx) ** 2 + (turned.y / arc.ry) ** 2;
  // Radii too small to reach are enlarged until they do.
  const grow = Math.max(1, Math.sqrt(ratio));
  const radius = { x: Math.abs(arc.rx) * grow, y: Math.abs(arc.ry) * grow };
  const side = arc.large === arc.sweep ? -1 : 1;
  const distance = side * Math.sqrt(Math.max(0, 1 / Math.min(1, ratio) - 1));
  const centre = {
    x: (distance * radius.x * turned.y) / radius.y,
    y: (-distance * radius.y * turned.x) / radius.x,
  };
  const begin = Math.atan2((turned.y - centre.y) / radius.y, (turned.x - centre.x) / radius.x);
  const end = Math.atan2((-turned.y - centre.y) / radius.y, (-turned.x - centre.x) / radius.x);
  return { radius, centre, begin, angle: turnedBy(end - begin, arc.sweep) };
}

function turnedBy(angle: number, sweep: number): number {
  if (sweep === 1 && angle < 0) return angle + 2 * Math.PI;
  if (sweep === 0 && angle > 0) return angle - 2 * Math.PI;
  return angle;
}
