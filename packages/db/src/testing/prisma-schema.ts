/** What schema.prisma says the database is, in the words of PostgreSQL's own catalogue. */
export type ExpectedTable = {
  name: string;
  columns: ExpectedColumn[];
  /** Column lists: primary key, unique constraints, plain indexes. */
  primaryKey: string[];
  unique: string[][];
  indexes: string[][];
};

export type ExpectedColumn = { name: string; type: string; nullable: boolean };

/** Reads the part of Prisma's schema language that our schema uses; throws at a line it does not understand. */
export function readPrismaSchema(text: string): ExpectedTable[] {
  const blocks = [...text.matchAll(/^(model|enum|type|view)\s+(\w+)\s*\{\n(.*?)^\}/gms)];
  const models = new Set(blocks.filter((block) => block[1] === 'model').map((block) => block[2]));
  return blocks.map(([, keyword, name, body]) => {
    if (keyword !== 'model') throw new Error(`This reader does not know ${keyword} blocks (${name}).`);
    return readModel(name ?? '', body ?? '', models);
  });
}

type Field = { name: string; column: string; type: string; modifier: string; attributes: string };

function readModel(model: string, body: string, models: ReadonlySet<string | undefined>): ExpectedTable {
  const lines = body
    .split('\n')
    .map((line) => line.replace(/\s*\/\/.*$/, '').trim())
    .filter((line) => line !== '');
  const fields = lines.filter((line) => !line.startsWith('@@')).map((line) => readField(model, line));
  const stored = fields.filter((field) => !models.has(field.type));
  const attributes = lines.filter((line) => line.startsWith('@@'));
  const lists = (attribute: string) =>
    attributes
      .map((line) => new RegExp(`^@@${attribute}\\(\\[([\\w, ]+)\\]`).exec(line)?.[1])
      .filter((list) => list !== undefined)
      .map((list) => list.split(/,\s*/).map((name) => columnOf(model, stored, name)));
  const marked = (attribute: RegExp) =>
    stored.filter((field) => attribute.test(field.attributes)).map((field) => [field.column]);

  return {
    name: /@@map\("(\w+)"\)/.exec(attributes.join('\n'))?.[1] ?? model,
    columns: stored.map((field) => ({
      name: field.column,
      type: postgresType(model, field),
      nullable: field.modifier === '?',
    })),
    primaryKey: [...marked(/@id\b/), ...lists('id')][0] ?? [],
    unique: [...marked(/@unique\b/), ...lists('unique')],
    indexes: lists('index'),
  };
}

function readField(model: string, line: string): Field {
  const match = /^(\w+)\s+(\w+)(\[\]|\?)?(?:\s+(@.*))?$/.exec(line);
  const [, name, type, modifier = '', attributes = ''] = match ?? [];
  if (name === undefined || type === undefined) throw new Error(`Not understood in model ${model}: ${line}`);
  return { name, type, modifier, attributes, column: /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name };
}

function columnOf(model: string, fields: readonly Field[], name: string): string {
  const field = fields.find((candidate) => candidate.name === name);
  if (!field) throw new Error(`Model ${model} has no field ${name}.`);
  return field.column;
}

const NATIVE: Record<string, (size: string) => string> = {
  Uuid: () => 'uuid',
  Timestamptz: (size) => `timestamp${size} with time zone`,
  Decimal: (size) => `numeric${size.replaceAll(' ', '')}`,
  VarChar: (size) => `character varying${size}`,
  Date: () => 'date',
  SmallInt: () => 'smallint',
};

const PLAIN: Record<string, string> = {
  String: 'text',
  Boolean: 'boolean',
  Int: 'integer',
  BigInt: 'bigint',
  Float: 'double precision',
  Json: 'jsonb',
  Bytes: 'bytea',
};

function postgresType(model: string, field: Field): string {
  const native = /@db\.(\w+)(\([\d, ]+\))?/.exec(field.attributes);
  const type = native ? NATIVE[native[1] ?? '']?.(native[2] ?? '') : PLAIN[field.type];
  if (type === undefined) throw new Error(`Type of ${model}.${field.name} not understood; say it with @db.`);
  return field.modifier === '[]' ? `${type}[]` : type;
}
