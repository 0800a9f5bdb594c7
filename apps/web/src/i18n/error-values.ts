/**
 * What error texts may name. An error thrown without one of them still reads well with these defaults, and a text
 * may only use names that stand here (a test sees to it).
 */
const defaults = {
  maxMegabytes: 50,
  min: 10,
  max: 80,
  minutes: 15,
  extension: 'pdf',
  characters: '…',
  character: '…',
  maxMegapixels: 50,
  heightMm: '…',
  dpi: '…',
  least: 200,
  widest: '…',
  email: 'm***@example.com',
  count: 1,
  reason: 'other',
  algorithm: '…',
} as const;

export const errorValueNames: readonly string[] = Object.keys(defaults);

export function errorValues(params: Record<string, string | number>): Record<string, string | number> {
  return { ...defaults, ...params };
}
