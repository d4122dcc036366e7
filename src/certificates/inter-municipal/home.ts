import { assert } from '../../kernel/assert.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { digestOfJson, newId } from '../../platform/crypto/index.ts'
import { refuseProtected } from '../../platform/guard/index.ts'
import { enqueue } from '../../platform/job/store.ts'
import { findPersonIdByResidentCode, listNamesakesBorn, listPersonsOn, type PersonOnDate, type RecordCopyPerson } from '../../resident/index.ts'
import { boundContent } from '../content.ts'
import { loadFacts, type LoadedFacts } from '../facts.ts'
import { plainRequest } from '../inputs.ts'
import { feeLawOn } from '../law.ts'
import { foreignItems, type CopyRequest } from '../model.ts'
import { checkRequest } from '../rules/request.ts'
import { findOpenStop } from '../stop-store.ts'
import type { Answer, AnsweredPerson, Question } from './messages.ts'
import { interMunicipalOutput, type AnswerOutcome, type HomeQuestion } from './model.ts'
import { membersAsked, residentsMeant } from './rules/matching.ts'
import * as store from './store.ts'

// This town as the home town of somebody at another town's counter.

/** The courier's name, for the queue. */
export const courierName = 'certificates.carry-inter-municipal'

/** What is told, and what stood behind it where nothing is. */
interface Judged { readonly outcome: AnswerOutcome; readonly cause: string | null; readonly personId: string | null; readonly subjectIds: readonly string[]; readonly householder: string | null; readonly persons: readonly AnsweredPerson[] }

const untold = (outcome: AnswerOutcome, cause: string | null = null, personId: string | null = null): Judged => ({ outcome, cause, personId, subjectIds: [], householder: null, persons: [] })

/**
 * Answers a question of another town, once by its id, and puts the answer into the outbox; the trail says what left — 住所地市町村長の通知.
 * @law basic-resident-registration-act 12-4(3)
 */
export async function answerHome(tx: Tx, question: Question): Promise<void> {
  await store.lockRequest(tx, question.requestId)
  if (await store.isAnswered(tx, question.requestId)) return
  const { outcome, cause, personId, subjectIds, householder, persons } = await judge(tx, question)
  const answer: Answer = { type: 'answer', requestId: question.requestId, from: tx.office.code, outcome, homeName: `${tx.office.prefecture}${tx.office.name}`, householder, persons: [...persons] }
  await store.insertAnswer(tx, { askedBy: question.from, cause, personId, subjectIds, answer })
  await tx.services.writeAudit(tx, {
    action: 'export', output: interMunicipalOutput, subjectIds: personId === null ? [] : [...new Set([personId, ...subjectIds])], numberRevealed: persons.some((person) => person.individualNumber !== null), asOf: null,
    outcome: outcome === 'answered' ? 'done' : `refused:${cause ?? outcome}`, detailDigest: digestOfJson(question),
  })
  await enqueue(tx, { task: courierName, payload: {}, key: `${courierName}:${tx.tenant}` })
}

/** Who is meant, whether the guard lets the household out, and what the register says: nothing of a person is told before the guard was asked. */
export async function judge(tx: Tx, question: HomeQuestion): Promise<Judged> {
  const meant = await findMeant(tx, question)
  const [person] = meant
  if (person === undefined) return untold('not-found')
  if (meant.length > 1) return untold('at-home-town', 'several')
  const { personId } = person
  const facts = await loadFacts(tx, { kind: 'resident-record-copy', personId, items: [] })
  if (facts === undefined) return untold('not-found')
  const stopped = await refuseHouseholdAway(tx, facts)
  if (stopped !== undefined) return untold('at-home-town', stopped, personId)
  const subjects = membersAsked(facts.members, personId, question)
  if (subjects === undefined) return untold('member-not-found', null, personId)
  const told = await contentToTell(tx, facts, copyRequestOf(question, { personId, subjects }))
  return told.ok ? { outcome: 'answered', cause: null, personId, ...told.value } : untold(...outcomeOf(told.refusals[0]?.code ?? 'certificates.record-changed'), personId)
}

/** Whoever bears the code that was told is looked at alone: a search by name ends where many bear it. */
async function findMeant(tx: Tx, { asker }: Pick<HomeQuestion, 'asker'>): Promise<readonly PersonOnDate[]> {
  const coded = asker.residentCode === null ? null : await findPersonIdByResidentCode(tx, asker.residentCode)
  const personIds = coded === null ? (await listNamesakesBorn(tx, [{ name: asker.name, kana: null, birthOn: asker.birthOn }])).map((one) => one.personId) : [coded].filter((personId) => personId !== undefined)
  return residentsMeant(await listPersonsOn(tx, personIds), asker)
}

/** The address of one is the address of all: whoever is protected in the household keeps every paper of it at home, as does a stop of all issuing. */
async function refuseHouseholdAway(tx: Tx, facts: LoadedFacts): Promise<string | undefined> {
  const personIds = [...new Set([facts.person, ...facts.members, ...facts.household].map((person) => person.personId))]
  const guarded = await refuseProtected(tx, { output: interMunicipalOutput, personIds, recipient: 'system' })
  if (guarded !== undefined) return guarded.refusals[0]?.code ?? 'guard.protected'
  return await findOpenStop(tx) === undefined ? undefined : 'certificates.issuing-stopped'
}

/** The request as the own counter would enter it; an item that nobody on the paper has is left out. */
function copyRequestOf({ items, purpose }: HomeQuestion, { personId, subjects }: { readonly personId: string; readonly subjects: readonly PersonOnDate[] }): CopyRequest {
  const isForeign = subjects.some((subject) => subject.residentType === 'foreign')
  return { ...plainRequest(personId), scope: 'persons', subjectIds: subjects.map((subject) => subject.personId), items: items.filter((item) => isForeign || !foreignItems.has(item)), purpose }
}

const purposeOfNumbers = '広域交付の通知（住民基本台帳法12条の4第3項）'

async function contentToTell(tx: Tx, facts: LoadedFacts, request: CopyRequest): Promise<Outcome<Pick<Judged, 'subjectIds' | 'householder' | 'persons'>>> {
  const fees = { ...feeLawOn(tx.today, tx.office.ordinanceOn(tx.today)), feeOf: () => yen(0) }
  const refusals = checkRequest(facts, request, fees)
  if (refusals.length > 0) return { ok: false, refusals }
  const found = await boundContent({ ...tx, purpose: request.purpose ?? purposeOfNumbers }, facts, { request, isForPaper: true })
  if (!found.ok) return found
  const persons = found.value.persons.map((person) => answeredPerson(person, facts))
  return accept({ subjectIds: found.value.persons.map((person) => person.personId), householder: found.value.persons[0]?.householder ?? null, persons })
}

/** A person in the words of the message; what it has no room for stays here. */
function answeredPerson(content: RecordCopyPerson, { members }: Pick<LoadedFacts, 'members'>): AnsweredPerson {
  const member = members.find((one) => one.personId === content.personId)
  assert(member !== undefined, 'the content is bound to the members that were read')
  const { furigana, formerSurname, commonName, birth, sex, address, becameResidentOn, addressFixedOn, previousAddress, relationship, individualNumber, residentCode } = content
  const isForeign = member.residentType === 'foreign'
  return {
    ref: newId(), name: content.name, furigana, formerSurname, formerSurnameFurigana: member.formerSurnameFurigana, commonName, birthOn: member.birth.calc, birth, sex, isForeign,
    address, becameResidentOn, addressFixedOn, previousAddress, relationship, nationality: isForeign ? content.nationality : null, residence: [...content.residence], individualNumber, residentCode,
  }
}

function outcomeOf(code: string): [AnswerOutcome, string] {
  return [code === 'certificates.number-not-recorded' ? 'number-not-recorded' : 'at-home-town', code]
}
