// Imports go one way: web, worker → core → {db, plugins, crypto}; plugins → crypto. docs/architecture.md says why.
const layer = (name, path, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path },
  to: { path: '^(apps|packages|scripts|e2e|interop|bench)/', pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    layer('crypto', '^packages/crypto/', '^packages/crypto/'),
    layer('db', '^packages/db/', '^packages/db/'),
    layer('plugins', '^packages/plugins/', '^packages/(plugins|crypto)/'),
    layer('core', '^packages/core/', '^packages/(core|db|plugins|crypto)/'),
    layer('worker', '^apps/worker/', '^(apps/worker|packages/(core|db))/'),
    layer('web', '^apps/web/', '^(apps/web|packages/core)/'),
    {
      name: 'only-db-imports-prisma',
      severity: 'error',
      from: { path: '^(apps|packages|scripts|e2e|interop|bench)/', pathNot: '^packages/db/' },
      to: { path: 'node_modules/(@prisma|prisma)/' },
    },
    {
      name: 'core-knows-no-web',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: 'node_modules/(next|react|react-dom|@trpc)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-to-tests',
      severity: 'error',
      from: { pathNot: '(\\.test\\.ts|/testing/)' },
      to: { path: '\\.test\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.next|generated|node_modules)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
