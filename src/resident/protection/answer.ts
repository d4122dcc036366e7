import type { Tx } from '../../platform/command/tx.ts'
import type { GuardAnswer, GuardQuestion } from '../../platform/guard/index.ts'
import { addressText } from '../model.ts'
import { findPersonOn, listHistory } from '../queries.ts'
import type { Level, Release, Suppression } from './model.ts'
import { findReleases, listOpenReleases, useUp } from './release-store.ts'
import { addressesOutside, isOpen, issuanceLevel, releaseCovers, strictest } from './rules.ts'
import { listBlockingMeasures } from './store.ts'
import { listSuppressionsOf } from './suppression-store.ts'

/** What may be said to the person at the desk. It says neither that somebody is registered nor that anything is blocked. */
export const sayableSentence = '確認に少し時間をいただきます。掛けてお待ちください。'

/** Right of the officers in charge: they see details, and hand out what the protected person asks for at the counter. */
const duty = 'resident.release'

interface Stop { readonly ground: GuardAnswer['ground']; readonly until: string | null }

/**
 * What the protection register says of these persons, computed now from live rows — 支援措置・抑止の照会.
 * A measure blocks from the moment its filing was accepted until somebody lifts it; an end date that has passed opens nothing.
 * @param question what would go out to whom; left out where only the eyes of the officer are meant
 * @returns one answer for each person whom something stops; whoever is not in the map is not stopped
 */
export async function guardAnswer(tx: Tx, personIds: readonly string[], question?: GuardQuestion): Promise<ReadonlyMap<string, GuardAnswer>> {
  const [answers] = await answersTo(tx, personIds, [question])
  return answers!
}

/** The same for several questions, each with its answers in its place; the rows are read once for all of them. */
export async function guardAnswers(tx: Tx, personIds: readonly string[], questions: readonly GuardQuestion[]): Promise<readonly ReadonlyMap<string, GuardAnswer>[]> {
  return await answersTo(tx, personIds, questions)
}

async function answersTo(tx: Tx, personIds: readonly string[], questions: readonly (GuardQuestion | undefined)[]): Promise<readonly ReadonlyMap<string, GuardAnswer>[]> {
  const register = await readRegister(tx, personIds)
  const asked = questions.map((question) => ({ question, stops: stopsFor(tx, register, question) }))
  const stopped = new Set(asked.flatMap(({ question, stops }) => (question === undefined ? [] : [...stops.keys()])))
  const releases = await listOpenReleases(tx, [...stopped])
  return asked.map(({ question, stops }) => new Map([...stops].map(([personId, stop]) => {
    const release = releases.find((one) => one.personId === personId && question !== undefined && covers(tx, one, question))
    return [personId, { personId, sentence: sayableSentence, until: stop.until, ground: stop.ground, mayReveal: release !== undefined || mayByDuty(tx, question), releaseId: release?.releaseId ?? null }]
  })))
}

/** Duty opens the officer's own eyes, and the paper that the protected person asks for at the counter; never what goes to anybody else. */
function mayByDuty(tx: Tx, question: GuardQuestion | undefined): boolean {
  return tx.actor.permissions.has(duty) && (question === undefined || question.recipient === 'staff' || question.recipient === 'self')
}

/** A release opens its form for its requester, and to its user the screen on which that form is made; no machine ever hears of it. */
function covers(tx: Tx, release: Release, question: GuardQuestion): boolean {
  if (question.recipient === 'kiosk' || question.recipient === 'system' || question.recipient === 'co-owner') return false
  if (question.recipient === 'staff') return (question.opensUnder ?? []).includes(release.output) && isOpen(release, tx.now)
  return releaseCovers(release, { output: question.output, userId: tx.actor.id, personId: release.personId, requesterKind: question.requester?.kind ?? '', requesterName: question.requester?.name ?? null, now: tx.now })
}

/** What stands in the register about some persons: the stop of each measured one, and everything that suppresses each. */
interface Register { readonly measured: ReadonlyMap<string, Stop>; readonly suppressed: ReadonlyMap<string, readonly Suppression[]> }

async function readRegister(tx: Tx, personIds: readonly string[]): Promise<Register> {
  const [measured, suppressed] = [new Map<string, Stop>(), new Map<string, Suppression[]>()]
  if (personIds.length === 0) return { measured, suppressed }
  const [measures, suppressions] = await Promise.all([listBlockingMeasures(tx, personIds), listSuppressionsOf(tx, personIds)])
  for (const measure of measures) {
    const earlier = measured.get(measure.personId)
    measured.set(measure.personId, { ground: 'measure', until: earlier === undefined ? measure.periodUntil : laterEnd(earlier.until, measure.periodUntil) })
  }
  for (const { personId, suppression } of suppressions) suppressed.set(personId, [...suppressed.get(personId) ?? [], suppression])
  return { measured, suppressed }
}

function stopsFor(tx: Tx, { measured, suppressed }: Register, question: GuardQuestion | undefined): ReadonlyMap<string, Stop> {
  const stops = new Map(measured)
  for (const [personId, all] of suppressed) {
    if (!stops.has(personId) && isStoppedBy(tx, all, question)) stops.set(personId, { ground: 'suppression', until: all.map((one) => one.periodUntil).reduce(laterEnd) })
  }
  return stops
}

/** Eyes are stopped by the level of inquiry; certificates by that of issuance; other paper only by a level of its own. */
function isStoppedBy(tx: Tx, suppressions: readonly Suppression[], question: GuardQuestion | undefined): boolean {
  if (question === undefined || question.recipient === 'staff') return strictest(suppressions.map((one) => one.levels.inquiry)) === 'error'
  const isCertificate = question.recipient === 'kiosk' || tx.services.outputs.get(question.output)?.kind === 'certificate'
  const named = suppressions.filter((one) => isCertificate || one.forms.some((form) => form.output === question.output))
  return issuanceLevel(named, question.output) === 'error'
}

/** How strictly suppressions speak against an entry for these persons; whoever is not in the map has none. */
export async function entryLevels(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, Level>> {
  const found = await listSuppressionsOf(tx, personIds)
  return new Map(found.map(({ personId }) => [personId, strictest(found.flatMap((one) => (one.personId === personId ? [one.suppression.levels.entry] : [])))]))
}

/** Of several ends the latest; null is without end. */
function laterEnd<D extends string>(one: D | null, other: D | null): D | null {
  if (one === null || other === null) return null
  return one > other ? one : other
}

/** Whether a form about this person is stopped now, whoever asks. */
export async function isStopped(tx: Tx, personId: string, output: string): Promise<boolean> {
  return stopsFor(tx, await readRegister(tx, [personId]), { output, recipient: 'third-party', requester: null }).has(personId)
}

/** Uses one sheet of each release for a paper; false where one of them was used or ended meanwhile. */
export async function spendReleases(tx: Tx, releaseIds: readonly string[], documentId: string): Promise<boolean> {
  for (const releaseId of releaseIds) if (!await useUp(tx, releaseId, documentId)) return false
  return true
}

/**
 * What may not stand on a paper that goes out under these releases: addresses beyond what was approved — 承認の範囲の外.
 * Asked of the finished pages, so that a wrong sheet is caught whoever made it.
 */
export async function textsOutsideReleases(tx: Tx, releaseIds: readonly string[]): Promise<readonly string[]> {
  const texts = new Set<string>()
  for (const release of await findReleases(tx, releaseIds)) {
    const person = await findPersonOn(tx, release.personId)
    if (person === undefined) continue
    const history = await listHistory(tx, release.personId)
    const former = history.flatMap((one) => [addressText(one.facts.address), one.facts.previousAddress ?? '', one.facts.moveOutTo ?? ''])
    for (const text of addressesOutside(release.addresses, { current: addressText(person.address), former })) texts.add(text)
  }
  return [...texts]
}
