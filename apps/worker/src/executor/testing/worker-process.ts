import { Pool } from 'pg';
import type { EmbeddedExecutorOptions } from '../executor.ts';
import { crashFunctions } from './crash-functions.ts';
import { serveApp } from './harness.ts';

// Run as a process of its own by the crash tests, which kill it.
const [databaseUrl = '', options = '{}'] = process.argv.slice(2);
const pool = new Pool({ connectionString: databaseUrl, max: 4 });
const parsed: Partial<EmbeddedExecutorOptions> = JSON.parse(options);
await serveApp({ jobsUrl: databaseUrl }, (inngest) => crashFunctions(inngest, pool), parsed);
// The parent may be gone by now.
process.stdout.on('error', () => undefined);
process.stdout.write('started\n');
