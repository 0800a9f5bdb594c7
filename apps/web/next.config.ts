import path from 'node:path';
import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const monorepoRoot = path.join(import.meta.dirname, '../..');

/** Headers of every answer. Pages get their Content-Security-Policy, with its nonce, from src/proxy.ts. */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
];

/** The address of a signing page is itself the invitation: it must not leak in a referrer or a cache. */
const invitationHeaders = [
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cache-Control', value: 'private, no-store' },
  { key: 'X-Robots-Tag', value: 'noindex, nofollow' },
];

const config: NextConfig = {
  agentRules: false,
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run typecheck`, for all packages at once; a start need not wait for that.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: monorepoRoot },
  outputFileTracingRoot: monorepoRoot,
  // Core and these load zod and tRPC through Node.js; schemas and errors of all must come from one copy.
  serverExternalPackages: ['@trpc/server', 'pino', 'trpc-to-openapi', 'zod', 'zod-openapi'],
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    { source: '/sign/:path*', headers: invitationHeaders },
  ],
};

export default createNextIntlPlugin('./src/i18n/request.ts')(config);
