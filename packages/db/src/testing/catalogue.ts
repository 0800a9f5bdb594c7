import type { Client } from 'pg';

/** What the database's own catalogue must say for tenants to be apart whatever the code does. */
export type CatalogueRules = {
  /** Tables without tenant data and without row-level security: the app role has nothing to do with them. */
  platformTables: readonly string[];
  /** Tables the relay role may use; only here may a policy let it see every tenant's rows. */
  relayTables: readonly string[];
};

const APP = 'chopmark_app';
const RELAY = 'chopmark_relay';
const TENANT_COLUMNS = ['tenant_id', 'owner_tenant_id', 'party_tenant_id'];

/** As PostgreSQL prints `(select nullif(current_setting('app.…', true), '')::uuid)`. */
const SETTING =
  /\( SELECT \(NULLIF\(current_setting\('app\.(tenant|user)_id'::text, true\), ''::text\)\)::uuid AS "nullif"\)/g;

/** Every breach of the rules in words, `table: what is wrong`; empty when all is well. */
export async function catalogueViolations(client: Client, rules: CatalogueRules): Promise<string[]> {
  const tables = await readTables(client);
  const policies = await readPolicies(client);
  return [
    ...tables.flatMap((table) => tableViolations(table, rules)),
    ...tables.flatMap((table) =>
      coverageViolations(
        table,
        policies.filter((policy) => policy.table === table.name),
        rules,
      ),
    ),
    ...policies.flatMap((policy) => policyViolations(policy, rules)),
    ...(await roleViolations(client)),
    ...(await bypassViolations(client)),
  ].sort();
}

type Table = {
  name: string;
  columns: string[];
  enabled: boolean;
  forced: boolean;
  /** Privileges by role: SELECT, INSERT, … */
  app: string[];
  relay: string[];
  anyone: string[];
};

async function readTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
       array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
       array(select p from unnest($1::text[]) p where ${may(APP)}) as app,
       array(select p from unnest($1::text[]) p where ${may(RELAY)}) as relay,
       array(select privilege_type from aclexplode(c.relacl) where grantee = 0) as anyone
     from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'f')
     order by 1`,
    [['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']],
  );
  return rows;
}

/** A privilege on a single column counts as well. */
function may(role: string): string {
  const ofColumns = `p in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') and has_any_column_privilege('${role}', c.oid, p)`;
  return `case when ${ofColumns} then true else has_table_privilege('${role}', c.oid, p) end`;
}

function tableViolations(table: Table, rules: CatalogueRules): string[] {
  const found: string[] = [];
  const complain = (text: string) => found.push(`${table.name}: ${text}`);
  if (table.anyone.length > 0) complain(`PUBLIC may ${table.anyone.join(', ')}`);
  // TRUNCATE and REFERENCES look past row-level security, and a trigger runs as whoever writes.
  const ofRows = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
  const beyond = [...table.app, ...table.relay].filter((privilege) => !ofRows.includes(privilege));
  if (beyond.length > 0) complain(`a role of the product may ${beyond.join(', ')}`);
  if (table.relay.length > 0 && !rules.relayTables.includes(table.name))
    complain('the relay role may use it');

  const isPlatform = rules.platformTables.includes(table.name);
  const tenantColumn = table.columns.find((column) => TENANT_COLUMNS.includes(column));
  if (isPlatform && tenantColumn) complain(`is listed as a platform table but has ${tenantColumn}`);
  if (isPlatform && table.app.length > 0)
    complain(`is a platform table, yet the app role may ${table.app.join(', ')}`);
  if (isPlatform) return found;
  if (!table.enabled) complain('row-level security is not enabled');
  if (!table.forced) complain('row-level security is not forced on its owner');
  return found;
}

/** Each thing the app role may do has a policy of its own for it. */
function coverageViolations(table: Table, policies: readonly Policy[], rules: CatalogueRules): string[] {
  if (rules.platformTables.includes(table.name)) return [];
  const commands = new Set(
    policies.filter((policy) => policy.roles.includes(APP)).map((policy) => policy.command),
  );
  const required = new Set(['SELECT', ...table.app]);
  return [...required]
    .filter((command) => ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].includes(command) && !commands.has(command))
    .map((command) => `${table.name}: no policy FOR ${command} TO ${APP}`);
}

type Policy = {
  table: string;
  name: string;
  command: string;
  roles: string[];
  using: string | null;
  check: string | null;
};

async function readPolicies(client: Client): Promise<Policy[]> {
  const { rows } = await client.query<Policy>(
    `select tablename as "table", policyname as name, cmd as command, roles::text[] as roles,
            qual as "using", with_check as "check"
     from pg_policies where schemaname = 'public' order by 1, 2`,
  );
  return rows;
}

function policyViolations(policy: Policy, rules: CatalogueRules): string[] {
  const found: string[] = [];
  const complain = (text: string) => found.push(`${policy.table}: policy ${policy.name} ${text}`);
  const others = policy.roles.filter((role) => role !== APP && role !== RELAY);
  if (others.length > 0) complain(`is for ${others.join(', ')}`);
  if (policy.roles.includes(RELAY) && !rules.relayTables.includes(policy.table))
    complain('is for the relay role');
  if (!policy.roles.includes(APP) && others.length === 0) return found;

  if (policy.command === 'ALL') complain('mixes reading and writing (FOR ALL)');
  const checks = ['INSERT', 'UPDATE', 'ALL'].includes(policy.command);
  if (checks && policy.check === null) complain('has no WITH CHECK');
  for (const expression of [policy.using, policy.check]) {
    if (expression !== null) found.push(...expressionViolations(policy, expression));
  }
  return found;
}

function expressionViolations(policy: Policy, expression: string): string[] {
  const settings = [...expression.matchAll(SETTING)].map((match) => match[1]);
  const rest = expression.replaceAll(SETTING, '');
  const found: string[] = [];
  const complain = (text: string) =>
    found.push(`${policy.table}: policy ${policy.name} ${text}: ${expression}`);
  if (settings.length === 0) complain('does not read the tenant through the agreed expression');
  if (rest.includes('current_setting')) complain('reads a setting in another way');
  // Being some person lets one read one's own rows in every tenant; writing is always a tenant's.
  if (policy.command !== 'SELECT' && !settings.includes('tenant'))
    complain('writes without comparing the tenant');
  return found;
}

async function roleViolations(client: Client): Promise<string[]> {
  // The product's roles, and those of their members that may log in to this database.
  const { rows } = await client.query<{ violation: string }>(
    `with product as (
       select r.* from pg_roles r
       where r.rolname in ('${APP}', '${RELAY}', 'chopmark_jobs')
          or r.rolcanlogin and has_database_privilege(r.oid, current_database(), 'connect')
             and exists (select 1 from pg_auth_members m join pg_roles g on g.oid = m.roleid
                         where m.member = r.oid and g.rolname in ('${APP}', '${RELAY}', 'chopmark_jobs'))
     )
     select rolname || ': is superuser or may bypass row-level security, create roles or databases' as violation
       from product where rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
     union all
     select p.rolname || ': is a member of ' || g.rolname
       from product p join pg_auth_members m on m.member = p.oid join pg_roles g on g.oid = m.roleid
       where g.rolname not in ('${APP}', '${RELAY}', 'chopmark_jobs')
     union all
     select p.rolname || ': owns ' || c.relname from product p join pg_class c on c.relowner = p.oid
       where c.relnamespace = 'public'::regnamespace
     union all
     select p.rolname || ': owns function ' || f.proname from product p join pg_proc f on f.proowner = p.oid
       where f.pronamespace = 'public'::regnamespace
     union all
     select p.rolname || ': may create objects in schema public' from product p
       where has_schema_privilege(p.oid, 'public', 'create')
     union all
     select '${APP}: may use schema ' || n.nspname from pg_namespace n
       where n.nspname not in ('public', 'pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
         and has_schema_privilege('${APP}', n.oid, 'usage')`,
  );
  return rows.map(({ violation }) => violation);
}

/** Views run as their owner unless told otherwise, materialised ones know no policies, definer functions neither. */
async function bypassViolations(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ violation: string }>(
    `select c.relname || ': ' || case c.relkind when 'm' then 'materialised view' else 'view without security_invoker' end
            || ' that a role of the product may read' as violation
       from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
         and not (c.relkind = 'v' and coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on'])
         and (has_table_privilege('${APP}', c.oid, 'select') or has_table_privilege('${RELAY}', c.oid, 'select'))
     union all
     select f.proname || ': SECURITY DEFINER function that a role of the product may call'
       from pg_proc f
       where f.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) and f.prosecdef
         and (has_function_privilege('${APP}', f.oid, 'execute') or has_function_privilege('${RELAY}', f.oid, 'execute'))`,
  );
  return rows.map(({ violation }) => violation);
}
