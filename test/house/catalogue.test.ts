import { describe, expect, test } from 'vitest'
import { contexts } from '../../src/app/contexts.ts'
import { plainDate } from '../../src/kernel/plain-date.ts'
import { platformTables } from '../../src/platform/db/tables.ts'
import { roles, withClient } from '../../src/platform/db/roles.ts'
import type { Schema } from '../../src/platform/command/schema.ts'
import { partsOf, uploadFields } from '../../src/platform/command/upload.ts'
import type { PageRequest } from '../../src/platform/screen/index.ts'
import { useTowns } from '../support/town.ts'

const towns = useTowns(import.meta.url)
const declared = new Map([...platformTables, ...contexts.flatMap((context) => context.tables)].map((table) => [table.name, table]))
const tenantTables = [...declared.values()].filter((table) => table.kind === 'tenant').map((table) => table.name)

/** Schemas of ours: everything but PostgreSQL's own and the queue's, which is directory by decision (`design.md` 7). */
const ours = `n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'graphile_worker')`

async function rowsOf<R>(text: string, values: readonly unknown[] = []): Promise<R[]> {
  return await withClient(towns.urls.admin, async (client) => (await client.query(text, [...values])).rows as R[])
}

describe('the catalogue of the running database', () => {
  test('every table is declared by a manifest, and every declared table exists', async () => {
    const rows = await rowsOf<{ name: string }>(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and not c.relispartition and ${ours}`)
    expect(rows.map((row) => row.name).sort()).toEqual([...declared.keys()].sort())
  })

  test('tenant_id is an integer, never null, and the first column of every key and index of tenant data', async () => {
    const columns = await rowsOf<{ name: string }>(`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull and a.atttypid = 'integer'::regtype where c.relkind in ('r', 'p') and ${ours}`)
    const having = new Set(columns.map((row) => row.name))
    expect(tenantTables.filter((name) => !having.has(name))).toEqual([])
    const indexes = await rowsOf<{ index: string; table: string; first: string | null }>(`
      select i.indexrelid::regclass::text as index, n.nspname || '.' || c.relname as table, a.attname as first
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] where ${ours}`)
    const gin = new Set((await rowsOf<{ index: string }>(`select c.oid::regclass::text as index from pg_class c join pg_am m on m.oid = c.relam where m.amname = 'gin'`)).map((row) => row.index))
    expect(indexes.filter((row) => declared.get(row.table)?.kind === 'tenant' && row.first !== 'tenant_id' && !gin.has(row.index))).toEqual([])
  })

  test('every foreign key of tenant data begins with tenant_id on both sides', async () => {
    const keys = await rowsOf<{ name: string; from: string; to: string }>(`
      select k.conname as name, a.attname as from, b.attname as to from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1] where k.contype = 'f' and ${ours}`)
    expect(keys.filter((key) => key.from !== 'tenant_id' || key.to !== 'tenant_id')).toEqual([])
  })

  test('row security is forced on every table of tenant data, by the one policy', async () => {
    const rows = await rowsOf<{ name: string; forced: boolean; policies: string[] }>(`
      select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
        array(select pg_get_expr(p.polqual, p.polrelid) || ' / ' || pg_get_expr(p.polwithcheck, p.polrelid) from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and ${ours}`)
    const expression = `(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer)`
    for (const row of rows.filter((each) => declared.get(each.name)?.kind === 'tenant')) {
      expect(row, row.name).toEqual({ name: row.name, forced: true, policies: [`${expression} / ${expression}`] })
    }
  })

  test('every view runs with the rights of whoever asks', async () => {
    const views = await rowsOf<{ name: string }>(`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and ${ours} and not coalesce(c.reloptions::text like '%security_invoker=true%', false)`)
    expect(views).toEqual([])
  })

  test('the program owns nothing, is no superuser and passes no row security; only the search role does, and it cannot log in', async () => {
    const owned = await rowsOf(`select c.oid::regclass::text from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = '${roles.app}' union all select p.oid::regproc::text from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = '${roles.app}'`)
    expect(owned).toEqual([])
    const rights = await rowsOf<{ name: string; super: boolean; bypass: boolean; login: boolean }>(`select rolname as name, rolsuper as super, rolbypassrls as bypass, rolcanlogin as login from pg_roles where rolname like 'yakuba\\_%' order by rolname`)
    expect(rights).toEqual([
      { name: roles.app, super: false, bypass: false, login: true },
      { name: roles.jobs, super: false, bypass: false, login: true },
      { name: roles.owner, super: false, bypass: false, login: true },
      { name: roles.seal, super: false, bypass: false, login: true },
      { name: roles.search, super: false, bypass: true, login: false },
    ])
  })

  test('functions with the rights of their owner are the declared searches and the door of the queue', async () => {
    const definers = await rowsOf<{ fn: string; owner: string; config: string | null }>(`
      select n.nspname || '.' || p.proname as fn, r.rolname as owner, p.proconfig::text as config from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner where p.prosecdef and ${ours} order by 1`)
    const searches = contexts.flatMap((context) => context.searches ?? []).map((search) => ({ fn: search.fn, owner: roles.search as string }))
    const expected = [...searches, { fn: 'platform.enqueue', owner: roles.jobs as string }].sort((a, b) => (a.fn < b.fn ? -1 : 1))
    expect(definers.map(({ fn, owner }) => ({ fn, owner }))).toEqual(expected)
    expect(definers.filter((definer) => !definer.config?.includes('search_path='))).toEqual([])
  })

  test('nothing is used that a distribution by tenant_id would not carry: no sequence, no constraint without the tenant', async () => {
    expect(await rowsOf(`select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and ${ours}`)).toEqual([])
    const exclusion = await rowsOf<{ name: string }>(`select k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1] where k.contype = 'x' and a.attname <> 'tenant_id' and ${ours}`)
    expect(exclusion).toEqual([])
  })

  test('tables that only grow cannot be changed by the program', async () => {
    const rights = await rowsOf<{ name: string; rights: string }>(`
      select table_schema || '.' || table_name as name, string_agg(privilege_type, ',' order by privilege_type) as rights from information_schema.role_table_grants where grantee = '${roles.app}' group by 1`)
    const tooMuch = rights.filter((row) => /TRUNCATE|TRIGGER|REFERENCES/.test(row.rights))
    expect(tooMuch).toEqual([])
    expect(rights.find((row) => row.name === 'audit.entry')?.rights).toBe('INSERT,SELECT')
    expect(rights.find((row) => row.name === 'collection.ledger')?.rights).toBe('INSERT,SELECT')
  })
})

describe('files that come in', () => {
  const brought = 'a file that somebody has brought ' // Whole groups of three bytes, so that its base64 stands in any other.
  const asBase64 = Buffer.from(brought).toString('base64')
  const noValues = { get: () => undefined, all: () => [], entries: [], file: () => undefined }
  const withFile = { params: {}, query: noValues, form: { ...noValues, file: () => ({ name: 'file.dat', bytes: Buffer.from(brought) }) }, today: plainDate('2026-06-01'), actor: { permissions: new Set() }, office: {}, link: (path: string) => path } as unknown as PageRequest

  test('over a screen are searched for malicious code before their command begins', () => {
    const acts = [...towns.yakuba.registry.pages.values()].flatMap((page) => Object.entries(page.acts ?? {}).map(([name, act]) => ({ name: `${page.name}/${name}`, command: act.command, input: act.input(withFile) })))
    const taking = acts.filter(({ input }) => [brought, asBase64].some((bytes) => JSON.stringify(input ?? null).includes(bytes)))
    expect(new Set(taking.map(({ command }) => command.name.split('.')[0])).size).toBeGreaterThan(4)
    const besides = taking.filter(({ command, input }) => !(command.files?.(input) ?? []).some((file) => Buffer.from(file.bytes).toString() === brought))
    expect(besides.map(({ name, command }) => `${name}: ${command.name}`)).toEqual([])
  })

  test('over no field of any command pass by the door of uploads', () => {
    const besides = [...towns.yakuba.registry.commands.values()].flatMap((command) => {
      const doors = new Set(uploadFields(command.input).map((field) => field.path.join('/')))
      return textsOf(command.input).filter(({ path, isBase64 }) => isBase64 && !doors.has(path)).map(({ path }) => `${command.name}: ${path}`)
    })
    expect(besides).toEqual([])
  })

  /** Every text of an input, and whether it holds bytes: by its format or its name. */
  function textsOf(schema: Schema, path: readonly string[] = []): { path: string; isBase64: boolean }[] {
    const def = schema._zod.def as { readonly type: string; readonly format?: string }
    if (def.type === 'string') return [{ path: path.join('/'), isBase64: def.format === 'base64' || /base64$/i.test(path.at(-1) ?? '') }]
    return partsOf(schema).flatMap(([key, part]) => textsOf(part, key === null ? path : [...path, key]))
  }
})
