import { z } from 'zod'
import { Bug } from '../../kernel/assert.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { refusalCatalogue, refused, type Refusal, type Refused } from '../../kernel/outcome.ts'
import { townDay, type Clock } from '../clock/index.ts'
import { isId, newId } from '../crypto/index.ts'
import type { Database } from '../db/database.ts'
import { heard, type Db } from '../db/db.ts'
import { withheldFrom } from '../guard/index.ts'
import { type BroughtFile, holdFile, saidOf, type Scanner, ScannerAway, type Verdict } from '../scan/index.ts'
import { findBrokenText, pointerPart } from './broken-text.ts'
import { confirmActor, type Caller } from './caller.ts'
import { sortConsequences, type Consequence } from './consequence.ts'
import type { Command, Query } from './define.ts'
import { makePrecedence, type Precedence } from './precedence.ts'
import type { Schema } from './schema.ts'
import * as store from './store.ts'
import type { Decision, Done, EventDraft, Office, Reaction, RefusedAndRemembered, Services, Tx } from './tx.ts'

export { ActorHasChanged, type ActorPlace, type Caller, type ReadActor } from './caller.ts'

/** Everything the runner is given once, at the top. */
export interface RunnerParts {
  readonly database: Database
  readonly clock: Clock
  readonly services: Services
  readonly lawVersion: string
  /** The town's facts on a day, read inside the transaction. */
  loadOffice(db: Db, tenant: number, on: PlainDate): Promise<Office>
  /** The same as they were read last, the very object where nothing has changed; undefined where they never were. */
  rememberedOffice(tenant: number, on: PlainDate): Office | undefined
}

export interface CommandRequest<I, V> {
  readonly command: Command<I, V>
  readonly input: unknown
  /** UUID of this press; the second press gives the first outcome. */
  readonly key: string
  /** The preview that was on the screen, if any. */
  readonly previewId?: string | null
  /** Only says what would happen; nothing is kept but the preview. */
  readonly dry?: boolean
}

export interface Carried<V> {
  readonly ok: true
  readonly value: V
  readonly commandId: string
  readonly previewId: string | null
  readonly consequences: readonly Consequence[]
  /** True where this key had been carried out before. */
  readonly repeated: boolean
}

/** Why nothing was done; `http` maps it to a status in one place. */
export interface Stopped extends RefusedAndRemembered { readonly reason: 'input' | 'forbidden' | 'conflict' | 'refused' }

export type CommandAnswer<V> = Carried<V> | Stopped

export interface Asked<V> { readonly ok: true; readonly value: V; readonly withheld: ReadonlySet<string> }
export type QueryAnswer<V> = Asked<V> | Stopped

export const runnerRefusals = refusalCatalogue('command', {
  'forbidden': { message: 'この操作「{title}」は、いまの役割では行えません。', remedy: '担当の係に頼むか、管理者に役割の追加を相談してください。' },
  'key-reused': { message: '同じ受付番号で、内容の違う届出が送られました。', remedy: '画面を開き直して、もう一度送ってください。前の届出はそのまま残っています。' },
  'bad-key': { message: '受付番号（Idempotency-Key）がありません。', remedy: 'UUIDを一つ作り、Idempotency-Key に入れて送ってください。' },
  'preview-unknown': { message: '画面に出した「変わること」の控えが見つかりません。', remedy: 'もう一度確かめて、出た一覧を見てから決定してください。' },
  'scanner-away': { message: 'ウイルスの検査の仕組みにつながらないため、ファイルを受け取れません。何も変わっていません。', remedy: '少し待って、もう一度受け取ってください。続くときは、情報の係に知らせてください。' },
  'file-held': { message: '{said}。ファイルを読まずに隔離しました。何も変わっていません。', remedy: 'ファイルを開かず、持ってきた人（送り手）と情報の係に知らせてください。元の機械で検査したものを、もう一度もらいます。' },
  'consequences-changed': { message: '画面に出した「変わること」と、いまの結果が違います。', remedy: '新しい一覧を確かめてから、もう一度決定してください。' },
})

export type Runner = ReturnType<typeof makeRunner>

/** Makes the one runner of commands and queries. */
export function makeRunner(given: RunnerParts) {
  const precedence = makePrecedence()
  const parts: Parts = { ...given, precedence }
  const asked = async <T>(caller: Caller, work: () => Promise<T>): Promise<T> => (goesFirst(caller) ? await precedence.answering(work) : await work())
  return {
    parts: given,
    run: <I, V>(caller: Caller, request: CommandRequest<I, V>): Promise<CommandAnswer<V>> => asked(caller, async () => await runCommand(parts, caller, request)),
    ask: <I, V>(caller: Caller, query: Query<I, V>, input: unknown): Promise<QueryAnswer<V>> => asked(caller, async () => await askQuery(parts, caller, { query, input })),
    /** Makes sure of an actor as read last before the edge itself answers a request that never comes to a command or query. */
    confirm: async (caller: Caller): Promise<void> => { if (caller.readActorAgain !== undefined) await parts.database.transaction(caller.tenant, async (db) => { await confirmActor(caller, withoutOffice(parts, { caller, db })) }, { isOneMoment: true }) },
    /** A bare transaction of a town, for jobs, batches and tests. */
    transaction: <T>(caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T> => asked(caller, async () => await parts.database.transaction(caller.tenant, async (db) => await work(await makeTx(parts, { caller, db })))),
  }
}

/** People, and programs that ask for them, go before the system's own work. */
const goesFirst = ({ actor }: Caller): boolean => actor.kind !== 'system'
const goesOn = async (): Promise<void> => await Promise.resolve()

/** What the runner was given, and what it keeps itself. */
interface Parts extends RunnerParts { readonly precedence: Precedence }

interface Opening { readonly caller: Caller; readonly db: Db; readonly key?: string }

async function makeTx(parts: Parts, opening: Opening): Promise<Tx> {
  const without = withoutOffice(parts, opening)
  const [, office] = await Promise.all([confirmActor(opening.caller, without), parts.loadOffice(without.db, without.tenant, without.today)])
  return { ...without, office }
}

/** Thrown where work that began with the town's facts as they were read last finds that they have changed. */
class TownHasChanged extends Error {}

/** One transaction that begins with town and actor as they were read last, while they are read again in it; where the town has changed, it begins anew. */
async function inTown<T>(parts: Parts, opening: Omit<Opening, 'db'>, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await parts.database.transaction(opening.caller.tenant, async (db) => await withTown(parts, { ...opening, db }, work))
  } catch (error) {
    if (error instanceof TownHasChanged) return await inTown(parts, opening, work)
    throw error
  }
}

async function withTown<T>(parts: Parts, opening: Opening, work: (tx: Tx) => Promise<T>): Promise<T> {
  const without = withoutOffice(parts, opening)
  const confirmed = heard(confirmActor(opening.caller, without))
  const read = heard(parts.loadOffice(without.db, without.tenant, without.today))
  const office = parts.rememberedOffice(without.tenant, without.today)
  const [outcome] = await Promise.allSettled([office === undefined ? read.then(async (first) => await work({ ...without, office: first })) : work({ ...without, office })])
  // Whoever has lost the key hears nothing of it, not even a refusal.
  await confirmed
  if (outcome.status === 'rejected') {
    if (office !== undefined && await read.catch(() => office) !== office) throw new TownHasChanged()
    throw outcome.reason
  }
  if (office !== undefined && await read !== office) throw new TownHasChanged()
  return outcome.value
}

function withoutOffice(parts: Parts, { caller, db, key = '' }: Opening): Omit<Tx, 'office'> {
  const now = parts.clock.now()
  return {
    db, tenant: caller.tenant, actor: caller.actor, purpose: caller.purpose, now, today: townDay(now), law: { version: parts.lawVersion },
    correlationId: caller.correlationId, commandId: isId(key) ? key : newId(), services: parts.services, giveWay: goesFirst(caller) ? goesOn : parts.precedence.giveWay,
  }
}

/** Thrown to roll a transaction back and carry the answer out; a repeated answer stands in the trail already. */
class Stop<V> extends Error {
  readonly answer: V
  readonly isRepeated: boolean
  constructor(answer: V, how: { readonly isRepeated: boolean } = { isRepeated: false }) { super('stop'); this.answer = answer; this.isRepeated = how.isRepeated }
}

async function runCommand<I, V>(parts: Parts, caller: Caller, request: CommandRequest<I, V>): Promise<CommandAnswer<V>> {
  const { command } = request
  if (!caller.actor.permissions.has(command.permission)) return await recordRefusal(parts, { caller, request }, stopped('forbidden', runnerRefusals.refuse('forbidden', { title: command.title })))
  const parsed = parseInput(command.input, request.input)
  if (!parsed.ok) return await recordRefusal(parts, { caller, request }, stopped('input', parsed))
  const { scanner } = parts.services
  const unfit = scanner === null ? null : await findUnfitFile(scanner, command.name, command.files?.(parsed.value) ?? [])
  if (unfit) return await recordRefusal(parts, { caller, request }, unfit)
  try {
    return await inTown(parts, { caller, key: request.key }, async (tx) => (request.dry ? await runDry(tx, request, parsed.value) : await runOnce(tx, request, parsed.value)))
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    const answer = error.answer as CommandAnswer<V>
    return answer.ok || error.isRepeated ? answer : await recordRefusal(parts, { caller, request }, answer)
  }
}

/** Searches what somebody has brought, before any transaction is open: a scanner that is away keeps nobody waiting, and the key is not used up by it. */
async function findUnfitFile(scanner: Scanner, name: string, files: readonly BroughtFile[]): Promise<Stopped | null> {
  for (const file of files) {
    const verdict = await scanner.scan(file.bytes).catch((error: unknown): Verdict | null => { if (error instanceof ScannerAway) return null; throw error })
    if (verdict === null) return stopped('conflict', runnerRefusals.refuse('scanner-away'))
    if (verdict.kind === 'clean') continue
    const said = saidOf(verdict)
    return stopped('refused', { ...runnerRefusals.refuse('file-held', { said }), remember: async (tx) => { await holdFile(tx, { ...file, said, cameBy: name }) } })
  }
  return null
}

async function runOnce<I, V>(tx: Tx, request: CommandRequest<I, V>, input: I): Promise<CommandAnswer<V>> {
  const digest = digestOfInput(tx, request.input)
  const earlier = await store.claimKey(tx, { id: request.key, name: request.command.name, digest, keepForEver: request.command.keepOutcome === 'for-ever' })
  if (earlier) return repeat<V>(earlier, request.command.name, digest)
  const decision = await request.command.run(tx, input)
  if (!decision.ok) throw new Stop(stopped('refused', decision))
  const consequences = await carryOut(tx, request.key, decision)
  await compareWithShown(tx, request, shownBy(request.command, decision, consequences))
  await store.keepOutcome(tx, request.key, { value: request.command.keptValue ? request.command.keptValue(decision.value) : decision.value, consequences, previewId: request.previewId ?? null })
  await audit(tx, request, { decision, outcome: 'done' })
  return { ok: true, value: decision.value, commandId: request.key, previewId: request.previewId ?? null, consequences, repeated: false }
}

async function runDry<I, V>(tx: Tx, request: CommandRequest<I, V>, input: I): Promise<CommandAnswer<V>> {
  await store.savePoint(tx)
  const decision = await request.command.run(tx, input)
  if (!decision.ok) throw new Stop(stopped('refused', decision))
  const consequences = await carryOut(tx, newId(), decision)
  await store.backToSavePoint(tx)
  const previewId = newId()
  await store.keepPreview(tx, { id: previewId, command: request.command.name, digest: digestOfInput(tx, request.input), consequences: shownBy(request.command, decision, consequences) })
  await audit(tx, request, { decision, outcome: 'dry' })
  return { ok: true, value: decision.value, commandId: request.key, previewId, consequences, repeated: false }
}

/** Asks every context what the events mean, writes the obligations, carries the automatic ones out; the page of a batch does it for its own events. */
export async function carryOut<V>(tx: Tx, commandId: string, decision: Done<V>): Promise<readonly Consequence[]> {
  const all: Consequence[] = [...(decision.tasks ?? [])]
  for (const event of decision.events ?? []) {
    for (const reactions of upToEachThatActs(tx.services.reactionsTo(event.name))) {
      const facts = await Promise.all(reactions.map(async (reaction) => await reaction.load(tx, event)))
      for (const [index, reaction] of reactions.entries()) {
        const consequences = reaction.preview(event, facts[index])
        await reaction.apply?.(tx, event, consequences)
        all.push(...consequences)
      }
    }
    await store.writeOutbox(tx, commandId, event)
  }
  const sorted = sortConsequences(all)
  await tx.services.writeTasks(tx, commandId, sorted)
  return sorted
}

/** Reactions in their order, parted behind each that acts: those of a part load at once, and none before what an earlier one has done. */
function upToEachThatActs(reactions: readonly Reaction[]): readonly (readonly Reaction[])[] {
  const parts: Reaction[][] = [[]]
  for (const reaction of reactions) {
    parts.at(-1)!.push(reaction)
    if (reaction.apply) parts.push([])
  }
  return parts
}

/** Every line that is on the screen: what this command carries out, and what a later one will. */
function shownBy<I, V>(command: Command<I, V>, decision: Done<V>, consequences: readonly Consequence[]): readonly Consequence[] {
  return [...consequences, ...command.shows?.(decision.value) ?? []]
}

async function compareWithShown<I, V>(tx: Tx, request: CommandRequest<I, V>, consequences: readonly Consequence[]): Promise<void> {
  if (!request.previewId) return
  const shown = isId(request.previewId) ? await store.findPreview(tx, { id: request.previewId, command: request.command.name }) : undefined
  if (shown === undefined) throw new Stop(stopped('conflict', runnerRefusals.refuse('preview-unknown')))
  if (canonicalJson(shown) !== canonicalJson(consequences)) throw new Stop(stopped('conflict', runnerRefusals.refuse('consequences-changed')))
}

function repeat<V>(earlier: store.EarlierCommand, name: string, digest: string): CommandAnswer<V> {
  if (earlier.input_digest !== digest || earlier.name !== name) throw new Stop(stopped('conflict', runnerRefusals.refuse('key-reused')))
  if (earlier.outcome === null) throw new Bug('a stored command has an outcome')
  if (!earlier.outcome.ok) throw new Stop<CommandAnswer<V>>({ ...refused(earlier.outcome.refusals), reason: earlier.outcome.reason }, { isRepeated: true })
  return { ok: true, value: earlier.outcome.value as V, commandId: earlier.id, previewId: earlier.preview_id, consequences: earlier.consequences ?? [], repeated: true }
}

async function audit<I, V>(tx: Tx, request: CommandRequest<I, V>, { decision, outcome }: { decision: Decision<V>; outcome: string }): Promise<void> {
  const subjectIds = decision.ok ? [...new Set([...(decision.subjectIds ?? []), ...(decision.events ?? []).flatMap((event: EventDraft) => event.subjectIds)])] : []
  await tx.services.writeAudit(tx, { action: 'command', output: request.command.name, subjectIds, numberRevealed: false, asOf: null, outcome, detailDigest: digestOfInput(tx, request.input) })
}

/** A refusal changes nothing, but the trail and the key remember it. */
async function recordRefusal<I, V>(parts: Parts, { caller, request }: { caller: Caller; request: CommandRequest<I, V> }, answer: Stopped): Promise<Stopped> {
  await parts.database.transaction(caller.tenant, async (db) => {
    const tx = await makeTx(parts, { caller, db })
    const keyMayBeKept = !request.dry && answer.reason !== 'conflict' && answer.reason !== 'forbidden'
    if (keyMayBeKept) await store.keepRefusal(tx, { id: request.key, name: request.command.name, digest: digestOfInput(tx, request.input) }, { ok: false, reason: answer.reason, refusals: answer.refusals })
    await answer.remember?.(tx)
    await tx.services.writeAudit(tx, { action: 'command', output: request.command.name, subjectIds: [], numberRevealed: false, asOf: null, outcome: `refused:${answer.refusals[0]?.code ?? answer.reason}`, detailDigest: digestOfInput(tx, request.input) })
  })
  return answer
}

async function askQuery<I, V>(parts: Parts, caller: Caller, { query, input }: { query: Query<I, V>; input: unknown }): Promise<QueryAnswer<V>> {
  if (!caller.actor.permissions.has(query.permission)) return await recordUnasked(parts, caller, { query, input, answer: stopped('forbidden', runnerRefusals.refuse('forbidden', { title: query.title })) })
  const parsed = parseInput(query.input, input)
  if (!parsed.ok) return await recordUnasked(parts, caller, { query, input, answer: stopped('input', parsed) })
  return await inTown(parts, { caller }, async (tx): Promise<QueryAnswer<V>> => {
    const found = await query.run(tx, parsed.value)
    const subjectIds = found.ok ? [...new Set(query.subjects(found.value))] : []
    const withheld = found.ok ? await withheldFrom(tx, { output: query.name, personIds: subjectIds, recipient: 'staff', opensUnder: query.opensUnder }) : new Set<string>()
    await tx.services.writeAudit(tx, { action: query.action, output: query.name, subjectIds, numberRevealed: false, asOf: null, outcome: found.ok ? 'done' : `refused:${found.refusals[0]?.code}`, detailDigest: digestOfInput(tx, input) })
    if (!found.ok) return stopped('refused', found)
    return { ok: true, value: withheld.size > 0 ? query.withhold(found.value, withheld) : found.value, withheld }
  })
}

/** A question that was not let through is an entry of the trail as well. */
async function recordUnasked<I, V>(parts: Parts, caller: Caller, { query, input, answer }: { query: Query<I, V>; input: unknown; answer: Stopped }): Promise<Stopped> {
  await parts.database.transaction(caller.tenant, async (db) => {
    const tx = await makeTx(parts, { caller, db })
    await tx.services.writeAudit(tx, { action: query.action, output: query.name, subjectIds: [], numberRevealed: false, asOf: null, outcome: `refused:${answer.refusals[0]?.code ?? answer.reason}`, detailDigest: digestOfInput(tx, input) })
  })
  return answer
}

/** Keyed by the town: an input may hold a password or a number, and a bare digest of it could be guessed. */
function digestOfInput(tx: Tx, input: unknown): string {
  return tx.services.cipher(tx.tenant).blindIndex(canonicalJson(input ?? null), 'command-input').toString('hex')
}

function stopped(reason: Stopped['reason'], outcome: RefusedAndRemembered): Stopped {
  return { ...refused(outcome.refusals), reason, remember: outcome.remember }
}

function parseInput<I>(schema: Schema<I>, input: unknown): { ok: true; value: I } | Refused {
  const broken = findBrokenText(input)
  if (broken !== null) return refused([inputRefusal(brokenText, broken)])
  const parsed = z.safeParse(schema, input)
  if (parsed.success) return { ok: true, value: parsed.data }
  return refused(parsed.error.issues.map(refusalOfIssue))
}

const brokenText = 'この欄に、壊れた文字（文字の半分だけのもの、または文字でない符号）があります。'

const remedyOfInput = '欄を直して、もう一度送ってください。入れた内容は残っています。'

function refusalOfIssue(issue: z.core.$ZodIssue): Refusal {
  return inputRefusal(japaneseMessage(issue), issue.path.map((part) => `/${pointerPart(part)}`).join(''))
}

/** @param pointer of the field; the input as a whole where it is empty */
function inputRefusal(message: string, pointer: string): Refusal {
  return { code: 'command.input', message, remedy: remedyOfInput, article: null, field: pointer === '' ? null : pointer, line: null }
}

function japaneseMessage(issue: z.core.$ZodIssue): string {
  if (/[\u3040-\u30ff\u4e00-\u9fff]/.test(issue.message)) return issue.message
  if (issue.code === 'unrecognized_keys') return `知らない項目があります：${issue.keys.join('、')}。`
  if (issue.code === 'invalid_type') return 'この欄が空か、形が違います。'
  return 'この欄の値は使えません。'
}
