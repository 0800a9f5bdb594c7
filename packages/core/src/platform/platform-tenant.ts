/** The platform itself is a tenant row: it owns the root, the TSA and the provider defaults, and no contract. */
export const PLATFORM_TENANT_ID = '00000000-0000-7000-8000-000000000001';
