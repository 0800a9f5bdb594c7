import { z } from 'zod';
import { mustRun } from './run.ts';

const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(value), z.record(z.string(), value)]),
);
type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

const object = z.object({
  value: value.optional(),
  stream: z.object({ data: z.string().optional(), dict: value }).optional(),
});
const output = z.object({ qpdf: z.tuple([z.unknown(), z.record(z.string(), object)]) });

export type StoredItem = { object: number; der: Buffer };
/** The lists of a /DSS or of one entry of its /VRI (ISO 32000-2 §12.8.4.3, §12.8.4.4). */
export type StoredData = { certificates: StoredItem[]; crls: StoredItem[]; ocsps: StoredItem[] };
export type SecurityStore = StoredData & { related: Map<string, StoredData> };

/** A file's document security store, as qpdf reads it; undefined where the catalogue names none. */
export async function readSecurityStore(file: string): Promise<SecurityStore | undefined> {
  const options = ['--json=2', '--json-key=qpdf', '--json-stream-data=inline', '--decode-level=all'];
  const [, objects] = output.parse(JSON.parse(await mustRun('qpdf', [...options, file]))).qpdf;
  const resolve = (from: Value | undefined): Value | undefined =>
    typeof from === 'string' && / \d+ R$/.test(from) ? objects[`obj:${from}`]?.value : from;
  const entry = (from: Value | undefined, key: string) => {
    const dictionary = resolve(from);
    return typeof dictionary === 'object' && dictionary !== null && !Array.isArray(dictionary)
      ? dictionary[key]
      : undefined;
  };
  const items = (from: Value | undefined): StoredItem[] => {
    const list = resolve(from);
    return (Array.isArray(list) ? list : []).map((reference) => {
      const data = objects[`obj:${String(reference)}`]?.stream?.data;
      if (data === undefined) throw new Error(`${String(reference)} is no stream`);
      return { object: Number.parseInt(String(reference), 10), der: Buffer.from(data, 'base64') };
    });
  };
  const store = resolve(entry(entry(objects.trailer?.value, '/Root'), '/DSS'));
  if (store === undefined) return undefined;
  const related = resolve(entry(store, '/VRI')) ?? {};
  const names = typeof related === 'object' && related !== null ? Object.keys(related) : [];
  return {
    certificates: items(entry(store, '/Certs')),
    crls: items(entry(store, '/CRLs')),
    ocsps: items(entry(store, '/OCSPs')),
    related: new Map(
      names.map((name) => {
        const one = entry(related, name);
        return [
          name.slice(1),
          {
            certificates: items(entry(one, '/Cert')),
            crls: items(entry(one, '/CRL')),
            ocsps: items(entry(one, '/OCSP')),
          },
        ];
      }),
    ),
  };
}
