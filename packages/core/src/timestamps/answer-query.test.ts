import { createEgress } from '@chopmark/plugins';
import {
  type TimestampServer,
  testHost,
  timestampConformance,
  timestampServer,
} from '@chopmark/plugins/testing';
import { afterAll, beforeAll } from 'vitest';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { type TestCore, testCore } from '../testing/test-core.ts';
import { answerTimestampQuery } from './answer-query.ts';

let t: TestCore;
let server: TimestampServer;
beforeAll(async () => {
  t = await testCore();
  server = await timestampServer((query) => answerTimestampQuery(t.anonymous, { query }));
});
afterAll(async () => {
  await server.close();
  await t.close();
});

timestampConformance("the rfc3161 plug-in against the platform's own authority", async () => {
  const [root = new Uint8Array()] = (await t.core.providers.of(PLATFORM_TENANT_ID, 'timestamp'))
    .chain()
    .slice(-1);
  const config = { url: server.url, trust: [Buffer.from(root).toString('base64')], timeoutSeconds: 20 };
  const egress = createEgress({ allow: ['127.0.0.0/8'] });
  return t.core.providers.registry.get('timestamp', 'rfc3161').create(config, testHost({ egress }));
});
