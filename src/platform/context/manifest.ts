import type { FiscalYear, PlainDate } from '../../kernel/plain-date.ts'
import type { Command, Query } from '../command/define.ts'
import type { Reaction } from '../command/consequence.ts'
import type { Caller, CommandAnswer, QueryAnswer, Runner } from '../command/runner.ts'
import type { DeskList, LensColumn, ListCondition, OutputDeclaration, PersonTab, Tx } from '../command/tx.ts'

export type { DeskItem, DeskList, LensColumn, ListCondition, PersonTab } from '../command/tx.ts'
import type { Batch, Courier, Errand, Job } from '../job/define.ts'
import type { OpenPage, Page } from '../screen/page.ts'
import type { Picture } from '../screen/picture.ts'
import type { Download } from '../spreadsheet/index.ts'
import type { RefusalCatalogue } from '../../kernel/outcome.ts'
import type { LineTable } from '../../kernel/worksheet.ts'

/** What a context tells the rest of the building; `app/contexts.ts` lists these and nothing else does. */
export interface Manifest {
  /** `tax-individual` */
  readonly name: string
  /** PostgreSQL schema: `tax_individual`. */
  readonly schema: string
  /** Japanese title: `個人住民税`. */
  readonly title: string
  /** Two letters, unique, typed after F8 or in the search bar. */
  readonly code: string
  /** Two characters and place on the rail, or absent where the context has no entry. */
  readonly rail?: RailEntry
  /** Folder of `migrations/`. */
  readonly folder: URL
  readonly commands?: readonly Command[]
  readonly queries?: readonly Query[]
  readonly pages?: readonly Page[]
  /** Pages without sign-in. */
  readonly openPages?: readonly OpenPage[]
  readonly jobs?: readonly (Job | Batch | Courier | Errand)[]
  /** What it does on others' events. */
  readonly events?: readonly Reaction[]
  /** Paper it draws. */
  readonly forms?: readonly FormDeclaration[]
  /** Everything that leaves: paper, files, lists. Queries and pages register themselves as outputs too. */
  readonly outputs?: readonly Output[]
  /** Lists that staff take with them as CSV or XLSX. */
  readonly downloads?: readonly Download[]
  /** Pictures that staff see beside a form. */
  readonly pictures?: readonly Picture[]
  readonly tables: readonly TableDeclaration[]
  readonly permissions: readonly PermissionDeclaration[]
  readonly levies?: readonly LevyDeclaration[]
  /** The one security-definer search function of a register. */
  readonly searches?: readonly SearchDeclaration[]
  /** Columns it adds to the household lens. */
  readonly lensColumns?: readonly LensColumn[]
  /** What a list of residents may ask of this business. */
  readonly listConditions?: readonly ListCondition[]
  /** Tabs it adds to a person's record. */
  readonly personTabs?: readonly PersonTab[]
  /** What lies on the operator's desk: drafts, sent back, waiting for a review. */
  readonly deskLists?: readonly DeskList[]
  /** What worked examples may call. */
  readonly rules?: Readonly<Record<string, ExampleRule>>
  /** Sentences with which its commands and queries refuse. */
  readonly refusals?: readonly RefusalCatalogue<string>[]
  readonly lines?: LineTable<string>
  readonly benches?: readonly Bench[]
}

export interface RailEntry { readonly label: string; readonly rest: string; readonly order: number; readonly path: string; readonly permission: string }

/** `tenant`: tenant_id first in every key, row security forced; `reference`: national masters; `directory`: towns and the system's own. */
export interface TableDeclaration {
  readonly name: string
  readonly kind: 'tenant' | 'reference' | 'directory'
  /** Grows with the population: a sequential scan in a registered query fails the build. */
  readonly large?: boolean
}

export interface PermissionDeclaration { readonly name: string; readonly title: string }

/** A levy as collection knows it: by code alone. */
export interface LevyDeclaration {
  /** `individual-inhabitants-tax` */
  readonly code: string
  /** Two digits inside payment numbers and slips. */
  readonly number: string
  readonly title: string
  /** Short title on slips. */
  readonly shortTitle: string
  /** Article under which a demand and a delinquency charge follow. */
  readonly article: string
}

export interface SearchDeclaration { readonly name: string; readonly fn: string }

export interface FormDeclaration { readonly name: string; readonly title: string; readonly template: string; readonly output: string }

/** Something that leaves the system; the guard test makes each one for a protected person and looks for what must not be there. */
export interface Output extends OutputDeclaration {
  /** Makes the output for this person as it would go out, as text or bytes; null where the person cannot occur in it. */
  tryFor(tx: Tx, personId: string): Promise<string | Uint8Array | null>
}

/** What a worked example may call: facts in, lines out; it throws on an unknown field. */
export type ExampleRule = (example: ExampleInput) => Readonly<Record<string, unknown>>

export interface ExampleInput {
  readonly fiscalYear: FiscalYear | null
  readonly on: PlainDate | null
  /** Ordinance values in place of the town's, by concept key. */
  readonly ordinance: Readonly<Record<string, unknown>>
  readonly given: Readonly<Record<string, unknown>>
}

/** A measure of `design.md` 6. */
export interface Bench {
  readonly id: string
  readonly title: string
  run(options: BenchOptions): Promise<BenchFigure>
}

export interface BenchOptions {
  readonly size: 'S' | 'M' | 'L'
  readonly seconds: number
  /** `--count`, or null for the measure's own. */
  readonly count: number | null
  print(line: string): void
  /** The sample town of this size, made once and kept. */
  town(): Promise<BenchTown>
}

/** A town of the sample to measure on, with the real runner. */
export interface BenchTown {
  readonly tenant: number
  readonly residents: number
  readonly runner: Runner
  readonly caller: Caller
  /** URL of the owner, for floors such as plain COPY; never for the thing that is measured. */
  readonly ownerUrl: string
  readonly appUrl: string
  run<I, V>(command: Command<I, V>, input: unknown): Promise<CommandAnswer<V>>
  ask<I, V>(query: Query<I, V>, input: unknown): Promise<QueryAnswer<V>>
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

export interface BenchFigure {
  readonly value: number
  readonly unit: string
  readonly floor: { readonly name: string; readonly value: number; readonly unit: string }
  readonly ratio: number
  readonly must: number
  readonly aim: number | null
  /** Percentiles and other figures that belong to it. */
  readonly more?: Readonly<Record<string, number>>
  /** Higher is better (a rate) or lower is better (a time). */
  readonly better: 'higher' | 'lower'
}
