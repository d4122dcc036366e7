import { randomUUID } from 'node:crypto'
import type { Command } from '../../platform/command/define.ts'
import type { Actor } from '../../platform/command/tx.ts'
import type { Output } from '../../platform/context/manifest.ts'
import { readPages } from '../../platform/document/index.ts'
import { insertMeasures, newMeasure } from '../../resident/index.ts'
import { undoing } from './everything.ts'
import { pathsOf } from './own-pages.ts'
import { bookOf, type SecretBook } from './s6-secrets.ts'
import { staffMember, type TrialTown, type TrialTowns } from './trial-town.ts'

/** Opens a page of the town as somebody who has signed in. */
export type Visit = (path: string) => Promise<{ readonly status: number; readonly body: string }>

/** How one kind of output was tried: what it told, and how many were really there to tell. */
export interface Tried { readonly failures: readonly string[]; readonly tries: number; readonly telling: number }

/** What was made while nobody was protected, and is made again afterwards. */
export interface Trial {
  readonly towns: TrialTowns
  readonly book: SecretBook
  /** An example of each query, and of each command with the key under which it was carried out. */
  readonly inputs: ReadonlyMap<string, unknown>
  readonly presses: ReadonlyMap<string, { readonly command: Command; readonly input: unknown; readonly key: string; readonly text: string }>
  /** Persons for whom each output is made while nobody is protected. */
  readonly occurring: ReadonlyMap<string, readonly string[]>
  readonly paths: ReadonlyMap<string, string>
}

const outputsOf = (towns: TrialTowns): readonly Output[] => towns.yakuba.registry.contexts.flatMap((context) => context.outputs ?? [])

/** An officer who may do everything but look behind a protection. */
export function withoutDuty(towns: TrialTowns): Actor {
  return staffMember(towns.yakuba, { permissions: [...towns.yakuba.registry.permissions.keys()].filter((name) => !/\.(reveal|release)$|^resident-protection\./.test(name)) })
}

/** Makes everything once while nobody is protected: whatever is not there now proves nothing later. */
export async function openTrial(towns: TrialTowns, visits: readonly Visit[]): Promise<Trial> {
  await enterLateMover(towns)
  await enterHeadless(towns)
  const presses = new Map<string, { command: Command; input: unknown; key: string; text: string }>()
  // What takes something back comes before what makes it anew.
  for (const command of [...towns.yakuba.registry.commands.values()].sort((a, b) => Number(undoing.test(b.name)) - Number(undoing.test(a.name)))) {
    const [input, key] = [await towns.a.tx((tx) => command.example(tx)), randomUUID()]
    const answer = input === null ? undefined : await towns.a.run(command, input, { key })
    if (answer?.ok) presses.set(command.name, { command, input, key, text: JSON.stringify(answer.value ?? null) })
  }
  const inputs = new Map<string, unknown>()
  for (const query of towns.yakuba.registry.queries.values()) inputs.set(query.name, await towns.a.tx((tx) => query.example(tx)))
  const book = await bookOf(towns)
  const occurring = new Map<string, readonly string[]>()
  for (const output of outputsOf(towns)) occurring.set(output.name, await personsIn(towns, output, book))
  const paths = new Map<string, string>()
  for (const page of towns.yakuba.registry.pages.values()) {
    const path = await findOwnPath(await pathsOf(towns.a, page), visits)
    if (path !== undefined) paths.set(page.name, path)
  }
  return { towns, book, inputs, presses, occurring, paths }
}

/** The first of these paths that opens for somebody; whoever may not open a page is not asked again with another record. */
async function findOwnPath(paths: readonly string[], visits: readonly Visit[]): Promise<string | undefined> {
  const asked = new Set(visits)
  for (const path of paths) {
    for (const visit of asked) {
      const { status } = await visit(path)
      if (status === 200) return path
      if (status === 403) asked.delete(visit)
    }
  }
  return undefined
}

/** Somebody of whose move no day of filing is known, as records taken over have it: the sample has none, and a paper of its own is for them. */
async function enterLateMover({ a }: TrialTowns): Promise<void> {
  const { rowCount } = await a.tx(async (tx) => await tx.db.client.query(`
    update resident.person_history set notified_on = null where tenant_id = $1 and recorded_to is null and event = 'move-out-domestic' and person_id = (
      select person_id from resident.person_history where tenant_id = $1 and recorded_to is null and valid_to is null and status = 'moved-out' and event = 'move-out-domestic' and valid_from < $2 order by person_id limit 1)`, [tx.tenant, tx.today]))
  if (rowCount !== 1) throw new Error('the sample has somebody who moved out')
}

/** A household whose head is not known, as records taken over have it: a letter of its own asks for one. */
async function enterHeadless({ a }: TrialTowns): Promise<void> {
  const { rowCount } = await a.tx(async (tx) => await tx.db.client.query(`
    update resident.person_history set relationship = 'cohabitant' where tenant_id = $1 and recorded_to is null and valid_to is null and relationship = 'head' and household_id = (
      select household_id from resident.person_history where tenant_id = $1 and recorded_to is null and valid_to is null and status = 'resident' and valid_from <= $2 group by household_id having count(*) > 1 order by household_id desc limit 1)`, [tx.tenant, tx.today]))
  if (rowCount !== 1) throw new Error('the sample has a household of two')
}

/** At most four persons who stand in an output by their name or number, or of whom a file has rows, when an officer makes it who may. */
async function personsIn(towns: TrialTowns, output: Output, book: SecretBook): Promise<readonly string[]> {
  const found: string[] = []
  // Many stand in none: a transaction for each of them would cost more than the question.
  for (let from = 0; from < book.persons.length && found.length < 4; from += 50) {
    await towns.a.tx(async (tx) => {
      for (const person of book.persons.slice(from, from + 50)) {
        if (found.length < 4 && standsIn(output, person, await output.tryFor(tx, person.personId).then(textOf))) found.push(person.personId)
      }
    })
  }
  return found
}

function standsIn(output: Output, person: SecretBook['persons'][number], text: string): boolean {
  return output.kind === 'export' ? text.trim().split('\n').length > 1 : [person.name, person.personId, person.addresseeNumber].some((words) => text.includes(words))
}

/** Nothing where nothing was made. */
async function textOf(made: string | Uint8Array | null): Promise<string> {
  if (made === null) return ''
  if (typeof made === 'string') return made
  const isPdf = Buffer.from(made.subarray(0, 4)).toString('latin1') === '%PDF'
  return isPdf ? (await readPages(made)).map((page) => page.text.replaceAll('\n', '')).join('') : Buffer.from(made).toString('utf8')
}

/** Puts persons of a town under a measure that is in force. */
export async function protect(town: TrialTown, personIds: readonly string[]): Promise<void> {
  await town.tx(async (tx) => {
    await insertMeasures(tx, personIds.map((personId) => ({ ...newMeasure(personId, { kind: 'domestic-violence', state: 'in-force', periodFrom: tx.today, periodUntil: null }), reason: '試験' })))
  })
}

/** Every query, asked by an officer without the duty. */
export async function tryQueries(trial: Trial, hidden: readonly string[]): Promise<Tried> {
  const { towns, book } = trial
  const failures: string[] = []
  let [tries, telling] = [0, 0]
  for (const query of towns.yakuba.registry.queries.values()) {
    const input = trial.inputs.get(query.name)
    if (input === null) { failures.push(`${query.name}: the sample has no example`); continue }
    const full = await towns.a.ask(query, input)
    if (full.ok && book.told(JSON.stringify(full.value ?? null), hidden) !== '') telling += 1
    const answer = await towns.a.ask(query, input, withoutDuty(towns))
    tries += 1
    if (!answer.ok && answer.reason !== 'forbidden' && !answer.refusals.every((refusal) => refusal.code.startsWith('guard.'))) failures.push(`${query.name}: refused for another reason: ${answer.refusals.map((refusal) => refusal.code).join()}`)
    const leaked = book.told(answer.ok ? JSON.stringify(answer.value ?? null) : answer.refusals.map((refusal) => refusal.message).join(), hidden)
    if (leaked !== '') failures.push(`${query.name}: ${leaked}`)
  }
  return { failures, tries, telling }
}

/** The same press once more, by whoever pressed first and has lost the duty since: what was kept of the outcome is a preview of yesterday. */
export async function tryKeptOutcomes(trial: Trial, hidden: readonly string[]): Promise<Tried> {
  const failures: string[] = []
  for (const [name, { command, input, key }] of trial.presses) {
    const again = await trial.towns.a.run(command, input, { key, actor: { ...withoutDuty(trial.towns), id: trial.towns.a.actor.id } })
    const leaked = trial.book.told(again.ok ? JSON.stringify([again.value ?? null, again.consequences]) : again.refusals.map((refusal) => refusal.message).join(), hidden)
    if (leaked !== '') failures.push(`${name} kept: ${leaked}`)
  }
  return { failures, tries: trial.presses.size, telling: [...trial.presses.values()].filter(({ text }) => text.length > 4).length }
}

/** Every paper, file and list that leaves, for whom it is about. */
export async function tryOutputs(trial: Trial, hidden: readonly string[]): Promise<Tried> {
  const { towns, book } = trial
  const failures: string[] = []
  let tries = 0
  for (const output of outputsOf(towns)) {
    const personIds = trial.occurring.get(output.name) ?? []
    if (personIds.length === 0) failures.push(`${output.name}: could not be tried for anybody`)
    for (const personId of personIds) {
      const made = await towns.a.tx((tx) => output.tryFor(tx, personId), withoutDuty(towns))
      const isOwnLetter = output.kind === 'notice' || output.kind === 'slip'
      const leaked = made === null ? '' : book.told(await textOf(made), hidden, isOwnLetter ? book.of.get(personId)?.address : [])
      tries += 1
      if (leaked !== '') failures.push(`${output.name}: ${leaked}`)
    }
  }
  return { failures, tries, telling: outputsOf(towns).length }
}

/** Every page as drawn for officers without the duty. */
export async function tryPages(trial: Trial, hidden: readonly string[], visits: readonly Visit[]): Promise<Tried> {
  const failures = [...trial.towns.yakuba.registry.pages.keys()].filter((name) => !trial.paths.has(name)).map((name) => `${name}: opened for nobody`)
  let [tries, telling] = [0, 0]
  for (const [name, path] of trial.paths) {
    for (const visit of visits) {
      const visited = await visit(path)
      tries += 1
      if (visited.status === 200) telling += 1
      if (![200, 303, 403].includes(visited.status)) failures.push(`${name}: ${visited.status}`)
      const leaked = trial.book.told(visited.body, hidden)
      if (leaked !== '') failures.push(`${name}: ${leaked}`)
    }
  }
  return { failures: [...new Set(failures)], tries, telling }
}

/** The guard itself, asked of every output for every recipient about hidden persons: only duty opens, and only eyes and the person's own request. Of five persons one is asked about at a time. */
export async function tryGuard(trial: Trial, everybody: readonly string[]): Promise<Tried> {
  const failures: string[] = []
  let [tries, asked] = [0, 0]
  const recipients = ['self', 'third-party', 'co-owner', 'staff', 'kiosk', 'system'] as const
  for (const [who, actor] of [['without duty', withoutDuty(trial.towns)], ['with duty', trial.towns.a.actor]] as const) {
    await trial.towns.a.tx(async (tx) => {
      for (const output of tx.services.outputs.keys()) {
        for (const recipient of recipients) {
          if (who === 'with duty' && (recipient === 'staff' || recipient === 'self')) continue
          // It answers for each person alone: so not everybody is asked about every time, but beginning with another one each time, so that everybody's turn comes.
          asked += 1
          const hidden = everybody.filter((_id, index) => index % 5 === asked % 5)
          const answers = await tx.services.guardAnswer(tx, hidden, { output, recipient, requester: { kind: recipient, name: null } })
          tries += hidden.length
          const open = hidden.filter((id) => answers.get(id)?.mayReveal !== false)
          if (open.length > 0) failures.push(`${output} for ${recipient} ${who}: ${open.length}`)
        }
      }
    }, actor)
  }
  return { failures, tries, telling: tries }
}
