import { createHmac } from 'node:crypto'
import pg from 'pg'

/** The database's roles (`design.md` 7): only the owner migrates, only the search role passes row security, and it cannot log in. */
export const roles = { owner: 'yakuba_owner', app: 'yakuba_app', search: 'yakuba_search', seal: 'yakuba_seal', jobs: 'yakuba_jobs' } as const
type LoginRole = 'owner' | 'app' | 'seal' | 'jobs'

/** The password of a role, made from the key file so that no second secret has to be kept. */
export function rolePassword(masterKey: Buffer, role: string): string {
  return createHmac('sha256', masterKey).update(`database-role:${role}`).digest('base64url')
}

/** The SQL that makes the roles on a server that is not ours; run once by its administrator. */
export function rolesSql(masterKey: Buffer): string {
  const login = (role: string) => createRole(role, `login nosuperuser nobypassrls password '${rolePassword(masterKey, role)}'`)
  return [
    login(roles.owner), login(roles.app), login(roles.seal), login(roles.jobs),
    createRole(roles.search, 'nologin nosuperuser bypassrls'),
    `grant ${roles.search}, ${roles.jobs}, ${roles.seal} to ${roles.owner};`,
  ].join('\n')
}

function createRole(role: string, attributes: string): string {
  return `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role} ${attributes}; else alter role ${role} ${attributes}; end if; end $$;`
}

/** Makes the roles and a database owned by `yakuba_owner`; `adminUrl` must be allowed to. */
export async function createRolesAndDatabase(adminUrl: string, masterKey: Buffer, database: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(rolesSql(masterKey))
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [database])
    if (rows.length === 0) await client.query(`create database ${database} owner ${roles.owner} encoding 'UTF8' template template0`)
  })
  await withClient(withDatabase(adminUrl, database), async (client) => {
    await client.query(`alter database ${database} owner to ${roles.owner}; revoke all on database ${database} from public; grant connect on database ${database} to ${roles.app}, ${roles.seal}, ${roles.jobs}; grant temporary on database ${database} to ${roles.app}; grant temporary on database ${database} to ${roles.app}; revoke create on schema public from public; grant create on database ${database} to ${roles.jobs}`)
  })
}

/** The same server and database, signed in as a role. */
export function urlOfRole(url: string, masterKey: Buffer, role: LoginRole): string {
  const parsed = new URL(url)
  parsed.username = roles[role]
  parsed.password = rolePassword(masterKey, roles[role])
  return parsed.toString()
}

export function withDatabase(url: string, database: string): string {
  const parsed = new URL(url)
  parsed.pathname = `/${database}`
  return parsed.toString()
}

/** Runs work on one connection of its own: for administration, migrations and bulk rooms. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC -c jit=off' })
  // One that dies between two statements fails the next of them; unheard, it would end the program.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
