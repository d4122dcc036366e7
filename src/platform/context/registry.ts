import { assert } from '../../kernel/assert.ts'
import type { Reaction } from '../command/consequence.ts'
import type { Command, Query } from '../command/define.ts'
import type { OutputDeclaration } from '../command/tx.ts'
import type { MigrationFolder } from '../db/migrate.ts'
import { doorsOf } from '../job/commands.ts'
import type { Batch, Courier, Errand, Job } from '../job/define.ts'
import { pagesOf } from '../job/pages.tsx'
import type { OpenPage, Page } from '../screen/page.ts'
import type { Picture } from '../screen/picture.ts'
import type { Download } from '../spreadsheet/index.ts'
import type { ExampleRule, Manifest } from './manifest.ts'

/** The sum of all manifests, checked once at the start — 台帳. */
export interface Registry {
  readonly contexts: readonly Manifest[]
  readonly commands: ReadonlyMap<string, Command>
  readonly queries: ReadonlyMap<string, Query>
  readonly pages: ReadonlyMap<string, Page>
  readonly openPages: ReadonlyMap<string, OpenPage>
  readonly jobs: ReadonlyMap<string, Job>
  readonly batches: ReadonlyMap<string, Batch>
  readonly couriers: ReadonlyMap<string, Courier>
  readonly errands: ReadonlyMap<string, Errand>
  readonly outputs: ReadonlyMap<string, OutputDeclaration>
  readonly downloads: ReadonlyMap<string, Download>
  readonly pictures: ReadonlyMap<string, Picture>
  readonly permissions: ReadonlyMap<string, string>
  readonly rules: Readonly<Record<string, ExampleRule>>
  readonly migrationFolders: readonly MigrationFolder[]
  reactionsTo(event: string): readonly Reaction[]
}

/** Puts the manifests together; a name used twice or out of its context's house stops the start. */
export function makeRegistry(contexts: readonly Manifest[]): Registry {
  const all = <T>(pick: (manifest: Manifest) => readonly T[] | undefined): T[] => contexts.flatMap((manifest) => [...(pick(manifest) ?? [])])
  checkNames(contexts)
  const jobs = all((m) => m.jobs)
  const batches = jobs.filter((job): job is Batch => job.kind === 'batch')
  const doors = batches.map(doorsOf)
  const queries = [...all((m) => m.queries), ...doors.flatMap((door): Query[] => [door.runs, door.run])]
  const reactions = all((m) => m.events)
  const byEvent = new Map<string, Reaction[]>()
  for (const reaction of reactions) byEvent.set(reaction.event, [...(byEvent.get(reaction.event) ?? []), reaction])
  return {
    contexts,
    commands: unique([...all((m) => m.commands), ...doors.flatMap((door): Command[] => [door.open, door.cancel, door.resume, door.approve])]),
    queries: unique(queries),
    pages: unique([...all((m) => m.pages), ...batches.flatMap(pagesOf)]),
    openPages: unique(all((m) => m.openPages)),
    jobs: unique(jobs.filter((job): job is Job => job.kind === 'job')),
    batches: unique(batches),
    couriers: unique(jobs.filter((job): job is Courier => job.kind === 'courier')),
    errands: unique(jobs.filter((job): job is Errand => job.kind === 'errand')),
    outputs: unique([...all((m) => m.outputs), ...queries.map(outputOfQuery)]),
    downloads: unique(all((m) => m.downloads)),
    pictures: unique(all((m) => m.pictures)),
    permissions: new Map(all((m) => m.permissions).map((permission) => [permission.name, permission.title])),
    rules: Object.fromEntries(contexts.flatMap((m) => Object.entries(m.rules ?? {}))),
    migrationFolders: contexts.map((m) => ({ owner: m.name, folder: new URL('./migrations/', m.folder) })),
    reactionsTo: (event) => byEvent.get(event) ?? [],
  }
}

function outputOfQuery(query: Query): OutputDeclaration {
  return { name: query.name, title: query.title, kind: query.action === 'export' ? 'export' : 'screen' }
}

function unique<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map<string, T>()
  for (const item of items) {
    assert(!map.has(item.name), `name used twice: ${item.name}`)
    map.set(item.name, item)
  }
  return map
}

function checkNames(contexts: readonly Manifest[]): void {
  const codes = new Set<string>()
  for (const manifest of contexts) {
    assert(/^[A-Z]{2}$/.test(manifest.code) && !codes.has(manifest.code), `two-letter code used twice or malformed: ${manifest.name} ${manifest.code}`)
    codes.add(manifest.code)
    for (const named of [...(manifest.commands ?? []), ...(manifest.queries ?? []), ...(manifest.jobs ?? []), ...(manifest.pages ?? []), ...(manifest.openPages ?? [])]) {
      assert(named.name.startsWith(`${manifest.name}.`), `${named.name} is declared by ${manifest.name}`)
    }
    const own = new Set(manifest.permissions.map((permission) => permission.name))
    for (const guarded of [...(manifest.commands ?? []), ...(manifest.queries ?? [])]) {
      assert(own.has(guarded.permission) || !guarded.permission.startsWith(`${manifest.name}.`), `${guarded.name} asks for a permission that ${manifest.name} does not declare: ${guarded.permission}`)
    }
  }
}
