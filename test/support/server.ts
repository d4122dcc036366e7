import type { TestProject } from 'vitest/node'
import { contexts } from '../../src/app/contexts.ts'
import { enterSampleTowns } from '../../src/app/sample-towns.ts'
import { digestOf, migrate, platformMigrations, readMigrations } from '../../src/platform/db/migrate.ts'
import { migrateQueue } from '../../src/platform/job/worker.ts'
import { createRolesAndDatabase, urlOfRole, withClient, withDatabase } from '../../src/platform/db/roles.ts'
import { startTestServer } from './embedded.ts'
import { testKey } from './key.ts'

declare module 'vitest' {
  interface ProvidedContext { adminUrl: string; template: string }
}

/** One server for the whole run of the tests, and one template database that every file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer()
  const template = await makeTemplate(server.adminUrl)
  project.provide('adminUrl', server.adminUrl)
  project.provide('template', template)
  return async () => { await server.stop() }
}

/** Makes `yakuba_template_<hash of migrations>` with the two towns in it, unless it stands already. */
async function makeTemplate(adminUrl: string): Promise<string> {
  const migrations = readMigrations([platformMigrations, ...contexts.map((context) => ({ owner: context.name, folder: new URL('./migrations/', context.folder) }))])
  const name = `yakuba_template_${digestOf(migrations)}`
  const stands = await withClient(adminUrl, async (client) => (await client.query('select 1 from pg_database where datname = $1', [name])).rows.length > 0)
  if (stands) return name
  const draft = `${name}_${process.pid}`
  await createRolesAndDatabase(adminUrl, testKey, draft)
  const ownerUrl = urlOfRole(withDatabase(adminUrl, draft), testKey, 'owner')
  await migrate(ownerUrl, migrations)
  await migrateQueue(urlOfRole(withDatabase(adminUrl, draft), testKey, 'jobs'))
  await enterSampleTowns(ownerUrl)
  await withClient(adminUrl, async (client) => { await client.query(`alter database ${draft} rename to ${name}`) })
  return name
}
