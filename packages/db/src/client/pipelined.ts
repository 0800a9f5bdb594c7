import { createHash } from 'node:crypto';
import { type Connection, type PoolClient, types } from 'pg';

/** A statement with `$1`, `$2`, … for its values. */
export type Statement = { text: string; values: readonly unknown[] };

type Row = Record<string, unknown>;

/**
 * Runs statements as one transaction in one round trip, none waiting for another's answer: the protocol makes one of everything up
 * to a Sync, which commits it, and after an error skips the rest and rolls back (PostgreSQL, "Pipelining" under "Extended
 * Query"). All is sent in one piece and answered in one; a query of the driver's own syncs after each statement, and the
 * answers wake this process one by one.
 * @returns the rows of each statement
 * @throws DatabaseError of the first statement that fails, or of the commit
 */
export function pipelined(client: PoolClient, statements: readonly Statement[]): Promise<Row[][]> {
  return new Promise((resolve, reject) => {
    client.query(new Pipelined(statements, resolve, reject));
  });
}

type Column = { name: string; parse(text: string): unknown };

/** Statements that are prepared on a connection, by name. */
const preparedOn = new WeakMap<Connection, Set<string>>();

/** What the driver hands messages to while it is the connection's query; as of pg-cursor. */
class Pipelined {
  private readonly prepared: { name: string; text: string; values: (string | Buffer | null)[] }[];
  private readonly resolve: (rows: Row[][]) => void;
  private readonly reject: (error: unknown) => void;
  private readonly results: Row[][] = [];
  private stopListening = () => {};
  private columns: Column[] = [];
  private rows: Row[] = [];

  constructor(
    statements: readonly Statement[],
    resolve: (rows: Row[][]) => void,
    reject: (error: unknown) => void,
  ) {
    // Before anything is sent, so that what can't be sent leaves the connection as it was.
    this.prepared = statements.map(({ text, values }) => ({
      name: nameOf(text),
      text,
      values: values.map(parameterOf),
    }));
    this.resolve = resolve;
    this.reject = reject;
  }

  submit(connection: Connection): void {
    const known = preparedOn.get(connection) ?? new Set();
    preparedOn.set(connection, known);
    const unknown = new Map(
      this.prepared.flatMap(({ name, text }) => (known.has(name) ? [] : [[name, text]])),
    );
    // Only what the server says it has prepared is known: after an error it skips the rest.
    const awaited = [...unknown.keys()];
    const onPrepared = () => void known.add(awaited.shift() ?? '');
    connection.on('parseComplete', onPrepared);
    this.stopListening = () => connection.off('parseComplete', onPrepared);

    connection.stream.cork();
    for (const [name, text] of unknown) connection.parse({ name, text, types: [] }, true);
    for (const { name, values } of this.prepared) {
      connection.bind({ statement: name, values }, true);
      connection.describe({ type: 'P' }, true);
      connection.execute({}, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    this.columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }));
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const row: Row = {};
    for (const [index, { name, parse }] of this.columns.entries()) {
      const text = fields[index] ?? null;
      row[name] = text === null ? null : parse(text);
    }
    this.rows.push(row);
  }

  handleCommandComplete(): void {
    this.results.push(this.rows);
    this.rows = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handleReadyForQuery(): void {
    this.stopListening();
    this.resolve(this.results);
  }

  /** The server's word about a statement, or that the connection is gone. */
  handleError(error: unknown): void {
    this.stopListening();
    this.reject(error);
  }
}

const names = new Map<string, string>();
const MAX_NAMES = 1000;

/** Prepared once on each connection. Texts are few: values stand apart from them. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `batch_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  if (names.size < MAX_NAMES) names.set(text, name);
  return name;
}

/** As the server reads it: octets in binary, everything else as text. */
function parameterOf(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(elementOf).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Within an array's text, quoted. */
function elementOf(value: unknown): string {
  const parameter = parameterOf(value);
  if (parameter === null) return 'NULL';
  if (Array.isArray(value)) return String(parameter);
  const text = typeof parameter === 'string' ? parameter : `\\x${parameter.toString('hex')}`;
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

const BYTEA = 17;

/** Octets as Prisma gives them; the rest as the driver does. */
function parserOf(oid: number): (text: string) => unknown {
  if (oid !== BYTEA) return types.getTypeParser(oid, 'text');
  return (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'));
}
