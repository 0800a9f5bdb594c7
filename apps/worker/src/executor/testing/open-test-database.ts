import { readFile } from 'node:fs/promises';
import { type TestDatabase, testDatabase } from '@chopmark/db/testing';

/** An empty database with the executor's schema. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const sql = await readFile(new URL('../schema.sql', import.meta.url), 'utf8');
  return testDatabase({ extraSql: [{ name: 'executor', sql }] });
}
