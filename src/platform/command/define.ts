import type { Refused } from '../../kernel/outcome.ts'
import type { BroughtFile } from '../scan/scanner.ts'
import type { Schema } from './schema.ts'
import type { Consequence, Decision, Tx } from './tx.ts'
import { filesIn, uploadFields } from './upload.ts'

/** A command: the only way to change anything — 命令. Reachable as screen, REST, batch and command line. */
export interface Command<I = unknown, V = unknown> {
  readonly kind: 'command'
  /** `<context>.<verb-object>` */
  readonly name: string
  /** Japanese name as on the button or in the audit trail. */
  readonly title: string
  /** `<context>.<read|write|approve|issue|export|configure|reveal|release>` */
  readonly permission: string
  /** One English paragraph for the API documentation. */
  readonly description: string
  readonly input: Schema<I>
  readonly output: Schema<V>
  run(tx: Tx, input: I): Promise<Decision<V>>
  /** Files that somebody has brought with the input, as its schema declares them (`upload`): they are searched for malicious code before the command begins. */
  files?(input: I): readonly BroughtFile[]
  /** A valid input made from the town's own records: isolation, API and guard tests run it. Null where the town has nothing fitting. */
  example(tx: Tx): Promise<I | null>
  /** What of the value is kept for a repeated press, where it holds a secret that is shown once. */
  keptValue?(value: V): unknown
  /** Consequences that are told in the value because a later command carries them out: they too are kept with the preview and compared. */
  shows?(value: V): readonly Consequence[]
  /** Kept for ever (payments) instead of 30 days. */
  readonly keepOutcome?: 'for-ever'
}

/** A query: reads one thing for a screen or the API — 照会. */
export interface Query<I = unknown, V = unknown> {
  readonly kind: 'query'
  readonly name: string
  readonly title: string
  readonly permission: string
  readonly description: string
  /** What the audit trail calls it. */
  readonly action: 'view' | 'search' | 'list' | 'export'
  readonly input: Schema<I>
  readonly output: Schema<V>
  /** Outputs that this screen makes ready: a temporary release of one of them opens it to its user. */
  readonly opensUnder?: readonly string[]
  /** Input holds a name, number or address: POST, never in a URL. */
  readonly sensitive?: boolean
  run(tx: Tx, input: I): Promise<{ readonly ok: true; readonly value: V } | Refused>
  /** Ids of the persons the value tells about. */
  subjects(value: V): readonly string[]
  /** The value with birthday, address and household of these protected persons taken out. */
  withhold(value: V, personIds: ReadonlySet<string>): V
  example(tx: Tx): Promise<I | null>
}

/** Declares a command; permission, parsing, idempotency, transaction, audit and outbox come from the runner. */
export function command<I, V>(definition: Omit<Command<I, V>, 'kind' | 'files'>): Command<I, V> {
  const fields = uploadFields(definition.input)
  return { kind: 'command', ...definition, ...(fields.length === 0 ? {} : { files: (input: I) => filesIn(fields, input) }) }
}

/** Declares a query; permission, guard and audit come from the runner. */
export function query<I, V>(definition: Omit<Query<I, V>, 'kind'>): Query<I, V> {
  return { kind: 'query', ...definition }
}

/** For queries that tell about no person: nothing to guard, said out loud. */
export const noPersons = {
  subjects: (): readonly string[] => [],
  withhold: <V>(value: V): V => value,
}
