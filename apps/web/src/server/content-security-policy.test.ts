import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, TOAST_STYLE_HASH } from './content-security-policy.ts';

const policy = contentSecurityPolicy({ nonce: 'bm9uY2U=', development: false });
const directive = (name: string) => policy.split('; ').find((part) => part.startsWith(`${name} `)) ?? '';

test('in production no script runs without the nonce', () => {
  expect(directive('script-src')).toBe("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic'");
  expect(directive('style-src')).not.toContain('unsafe');
});

test('nothing may be fetched from, framed by or sent to another host', () => {
  expect(policy).not.toMatch(/https?:/);
  expect(policy).not.toContain('*');
  expect(directive('frame-ancestors')).toBe("frame-ancestors 'none'");
  expect(directive('form-action')).toBe("form-action 'self'");
});

test('eval is for development', () => {
  expect(policy).not.toContain('unsafe-eval');
  expect(contentSecurityPolicy({ nonce: 'x', development: true })).toContain("'unsafe-eval'");
});

test('the allowed toast style is the one the installed package adds', () => {
  const entry = createRequire(import.meta.url).resolve('sonner');
  const source = readFileSync(path.join(path.dirname(entry), 'index.mjs'), 'utf8');
  const literal = source.match(/__insertCSS\((".*")\);/)?.[1] ?? '""';
  const style: unknown = JSON.parse(literal);
  expect(`sha256-${createHash('sha256').update(String(style)).digest('base64')}`).toBe(TOAST_STYLE_HASH);
});
