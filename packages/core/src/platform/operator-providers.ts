import { pluginKinds } from '@chopmark/plugins';
import { z } from 'zod';
import { type Context, requireOperator } from '../context.ts';
import { checkProvider, type ProviderTest } from '../providers/provider-health.ts';
import { configurationsOf, type ProviderKinds, viewOf } from '../providers/provider-view.ts';
import type { testProviderInput } from '../providers/test-provider.ts';
import { PLATFORM_TENANT_ID } from './platform-tenant.ts';

/** The platform's defaults: what a tenant without a provider of its own uses. Secrets are never in it. */
export async function operatorProviders(ctx: Context): Promise<ProviderKinds> {
  requireOperator(ctx);
  const rows = await configurationsOf(ctx.core, PLATFORM_TENANT_ID);
  return Promise.all(
    pluginKinds.map(async (kind) => {
      const ofKind = rows.filter((row) => row.kind === kind);
      const active = ofKind.find((row) => row.enabled);
      const views = ofKind.map((row) => viewOf(ctx.core, row, { kind, own: true, inUse: row === active }));
      return { kind, providers: await Promise.all(views) };
    }),
  );
}

/** Tries one of the platform's defaults. */
export async function testPlatformProvider(
  ctx: Context,
  input: z.output<typeof testProviderInput>,
): Promise<ProviderTest> {
  requireOperator(ctx);
  return checkProvider(ctx.core, { tenantId: PLATFORM_TENANT_ID, ...input });
}

const words = z.object({ 'zh-CN': z.string(), en: z.string() });

export const operatorCatalogueOutput = z.array(
  z.object({
    kind: z.enum(pluginKinds),
    id: z.string(),
    label: words,
    sandbox: z.boolean(),
    supports: z.array(z.string()),
    fields: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        required: z.boolean(),
        secret: z.boolean(),
        description: words.nullable(),
      }),
    ),
  }),
);

/** Every plug-in this installation has, with what it wants to be told. */
export async function operatorCatalogue(ctx: Context): Promise<z.input<typeof operatorCatalogueOutput>> {
  requireOperator(ctx);
  return ctx.core.providers.registry.catalogue().map((plugin) => ({
    kind: plugin.kind,
    id: plugin.id,
    label: plugin.label,
    sandbox: plugin.sandbox,
    supports: [...plugin.supports],
    fields: fieldsOf(plugin.configSchema, plugin.secrets),
  }));
}

const formSchema = z.object({
  required: z.array(z.string()).default([]),
  properties: z
    .record(
      z.string(),
      z.object({
        // Unions have no type of their own.
        type: z.string().optional().catch(undefined),
        enum: z.array(z.unknown()).optional().catch(undefined),
        description: z.string().optional(),
        descriptionZh: z.string().optional(),
      }),
    )
    .default({}),
});

function fieldsOf(schema: Record<string, unknown>, secrets: readonly string[]) {
  const { required, properties } = formSchema.parse(schema);
  return Object.entries(properties).map(([name, field]) => ({
    name,
    type: field.enum ? field.enum.map(String).join(' | ') : (field.type ?? 'text'),
    required: required.includes(name),
    secret: secrets.includes(name),
    description: field.description
      ? { en: field.description, 'zh-CN': field.descriptionZh ?? field.description }
      : null,
  }));
}
