import type { Outcome, Refusal } from '../../kernel/outcome.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Schema } from '../command/schema.ts'
import type { Tx } from '../command/tx.ts'

/** A small job on the queue: one transaction of one town — ジョブ. */
export interface Job<P = unknown> {
  readonly kind: 'job'
  /** `<context>.<verb-object>` */
  readonly name: string
  readonly title: string
  readonly payload: Schema<P>
  /** Cron in UTC, run for every town; absent where only asked for. */
  readonly schedule?: string
  run(tx: Tx, payload: P): Promise<void>
  example(tx: Tx): Promise<P | null>
}

export function job<P>(definition: Omit<Job<P>, 'kind'>): Job<P> {
  return { kind: 'job', ...definition }
}

/** A transaction of one town, opened and closed around one piece of work — 一つの取引. */
export type InTown = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

/**
 * Work with a machine outside — 外の機械との仕事. What it reads and writes in the town are transactions of their own; while it waits
 * for the other machine none is open. A stop between any two of them only makes it begin again.
 */
export interface Errand<P = unknown> extends Omit<Job<P>, 'kind' | 'run'> {
  readonly kind: 'errand'
  run(inTown: InTown, payload: P): Promise<void>
}

export function errand<P>(definition: Omit<Errand<P>, 'kind'>): Errand<P> {
  return { kind: 'errand', ...definition }
}

/** Something one town has for another — 送付する知らせ. */
export interface Letter<M = unknown> {
  /** The same in both towns: it is applied once by this. */
  readonly id: string
  /** 団体コード of the town it goes to. */
  readonly to: string
  readonly message: M
}

/** Why a letter is done with: taken in, or there is no such town here. */
export type Delivery = 'delivered' | 'unknown-town'

/**
 * Carries what waits in one town's outbox into other towns' inboxes — 町の間の送達. Each step is one transaction of one town, so
 * that a stop between any two of them only makes it begin again; the receiver applies a letter once by its id.
 */
export interface Courier<M = unknown> {
  readonly kind: 'courier'
  readonly name: string
  readonly title: string
  /** Cron in UTC: what was left lying is tried again. */
  readonly schedule: string
  /** In the sender: the next letters, oldest first; none when the outbox is empty. */
  waiting(tx: Tx): Promise<readonly Letter<M>[]>
  /** In the receiver: takes the letter in, unless it was before. */
  receive(tx: Tx, letter: Letter<M>): Promise<void>
  /** In the sender: the letter waits no longer. */
  settle(tx: Tx, letter: Letter<M>, outcome: Delivery): Promise<void>
}

/** Declares a courier with the type of its messages, and forgets that type for the list. */
export function courier<M>(definition: Omit<Courier<M>, 'kind'>): Courier {
  return { kind: 'courier', ...definition } as unknown as Courier
}

/** What a run fixes when it opens (`design.md` 4): everything a page reads is as of these. */
export interface RunFacts {
  readonly runId: string
  readonly fiscalYear: number
  readonly assessmentDate: string
  /** Facts recorded later are not seen by this run. */
  readonly recordedAt: Instant
  readonly lawVersion: string
  readonly codeVersion: string
  readonly input: unknown
}

/** What one page did. */
export interface PageResult {
  /** Cursor after this page, or null when the last page is done. */
  readonly next: string | null
  readonly count: number
  /** Subjects set aside, each with the reason a clerk can act on. */
  readonly setAside: readonly SetAside[]
  /** Named totals added to the run's totals: `{ 'annual-tax': 1234500, persons: 500 }`. */
  readonly totals: Readonly<Record<string, number>>
}

export interface SetAside { readonly subjectId: string; readonly reason: string; readonly remedy: string }

/** A check after the last page. */
export interface RunCheck {
  readonly code: string
  readonly title: string
  /** `passed`, or `attention`: must be looked at before approval, or `stopped`: cannot be approved. */
  readonly state: 'passed' | 'attention' | 'stopped'
  readonly detail: string
  /** Page of the list behind it, below the town. */
  readonly path?: string
}

/** A line of a run's results; null where last year was not decided here. */
export interface RunLine {
  readonly title: string
  readonly count: number
  readonly countBefore: number | null
  readonly yen: number
  readonly yenBefore: number | null
}

/** Results of a run by one division, beside last year's — 結果の表. */
export interface RunTable {
  /** `課税の区分` */
  readonly title: string
  readonly lines: readonly RunLine[]
  /** Title of a picture of the differences in yen, where the table has one. */
  readonly chart?: string
}

/** An annual or monthly batch: pages with a cursor, checks, approval by a second person, posting — 一括処理. */
export interface Batch<I = unknown> {
  readonly kind: 'batch'
  readonly name: string
  readonly title: string
  /** Right to open, cancel and resume. */
  readonly permission: string
  /** Right to approve; never the person who opened it. */
  readonly approvalPermission: string
  readonly input: Schema<I>
  /** What is counted: 人, 台. */
  readonly unit: string
  /** The total the approver types from the printed sheet: a key of the totals. */
  readonly approvalTotal: string
  /** Fixes year, date and cut-off; counts the subjects for progress. */
  open(tx: Tx, input: I): Promise<Outcome<{ fiscalYear: number; assessmentDate: string; expected: number }>>
  /** One page in one transaction; `cursor` is null for the first. Nothing outside the transaction. */
  page(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult>
  checks(tx: Tx, run: RunFacts, totals: Readonly<Record<string, number>>): Promise<readonly RunCheck[]>
  /** What stands in the way of approval at that moment, whatever the checks after the last page found. */
  obstacles?(tx: Tx, run: RunFacts): Promise<readonly Refusal[]>
  /** Results by division beside last year's, made once after the last page; the sum of each table is the total that is approved. */
  tables(tx: Tx, run: RunFacts): Promise<readonly RunTable[]>
  /** Page of a subject that was set aside, below the town. */
  subjectPath(subjectId: string): string
  /** After approval, again in pages, so that posting too can be killed and resumed. */
  post(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult>
  example(tx: Tx): Promise<I | null>
  /** Words of its screens, where it is no yearly assessment. */
  readonly screen?: BatchScreen
}

/** What the screens of a batch say of it — 一括処理の画面の言葉. */
export interface BatchScreen {
  readonly note: string
  /** Instead of tables of results, where there are none. */
  readonly results: string
  /** Page from which a run is begun, below the town; null where the year is typed on the list. */
  readonly startPath: string | null
  /** What the approver types from which paper. */
  readonly totalLabel: string
  readonly lastStep: string
  readonly approve: string
  /** What approving does; `{count}` is how many. */
  readonly approved: string
  readonly setAside: string
  /** Before the figures of what is posted: `収納へ `. */
  readonly posting: string
  /** What is said when all is done, where it is not a posting to collection. */
  readonly posted?: string
  /** The page of what it made, and what that page is called. */
  readonly made?: { readonly label: string; path(runId: string): string }
}

export function batch<I>(definition: Omit<Batch<I>, 'kind'>): Batch<I> {
  return { kind: 'batch', ...definition }
}

export type RunState = 'open' | 'running' | 'cancelled' | 'checked' | 'approved' | 'posting' | 'posted' | 'failed'

/** How far a run is, for the progress strip. */
export interface RunProgress {
  readonly state: RunState
  readonly done: number
  readonly expected: number
  readonly pages: number
  readonly perSecond: number
  readonly secondsLeft: number | null
  /** The total that the approver types; null before the last page. */
  readonly amountYen: Yen | null
}
