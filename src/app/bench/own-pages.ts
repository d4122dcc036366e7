import type { Page } from '../../platform/screen/page.ts'
import type { TrialTown } from './trial-town.ts'

/** The texts and numbers that stand anywhere in a value, for the `:id` parts of a path. */
function scalarsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (typeof value === 'number') return [String(value)]
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(scalarsOf)
}

/** Every way to fill the parts of a path with these values. */
function filled(path: string, values: readonly string[]): readonly string[] {
  const part = /:\w+/.exec(path)?.[0]
  return part === undefined ? [path] : values.flatMap((value) => filled(path.replace(part, encodeURIComponent(value)), values))
}

/** Paths that may open a page of a town with a record of its own, from the example of the page's query and from what else the town has. */
export async function pathsOf(town: TrialTown, page: Page): Promise<readonly string[]> {
  const example = await town.tx((tx) => page.query.example(tx))
  return filled(page.path, [...new Set([...scalarsOf(example), ...await standing(town, page)])])
}

/** A resident, for pages whose query tells of a person in other words. */
async function standing(town: TrialTown, page: Page): Promise<readonly string[]> {
  if (!page.path.includes(':')) return []
  return await town.tx(async (tx) => (await tx.db.client.query<{ id: string }>('select person_id as id from resident.person order by 1 limit 3')).rows.map((row) => row.id))
}
