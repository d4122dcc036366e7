import { z } from 'zod'
import { accept, refused, type Outcome, type Refusal } from '../../kernel/outcome.ts'
import { addDays, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { GuardAnswer, Tx } from '../../platform/command/tx.ts'
import { addressText, arrivalNotice, findHead, isResident, type Household, type PersonOnDate, type Snapshot } from '../model.ts'
import { openNumberAsOf } from '../number/store.ts'
import { findHouseholdOf, findHouseholdOn, findPersonOn, listHistories, listPersonsOn, type AsOf } from '../queries.ts'
import { guardAnswer } from '../protection/answer.ts'
import { refusals } from '../refusals.ts'
import { birthText, recordRows, sexTitles } from './rows.ts'
import { sourceOfValue } from '../rules/history.ts'
import { relationshipText } from '../rules/relationship.ts'

/**
 * Items of a copy that are left out unless asked for — 省略できる事項. All false is what everybody gets.
 * 方書, 旧氏 and 通称 are always printed.
 * @law basic-resident-registration-act 12(5)
 */
export const RecordCopyItems = z.strictObject({
  /** 世帯主・続柄 */
  householder: z.boolean().default(false),
  /** 本籍・筆頭者 */
  domicile: z.boolean().default(false),
  individualNumber: z.boolean().default(false),
  residentCode: z.boolean().default(false),
  /** 国籍・地域 */
  nationality: z.boolean().default(false),
  /** 法30条の45区分、在留資格、在留期間、満了日、カード番号 */
  residenceStatus: z.boolean().default(false),
})
export type RecordCopyItems = z.infer<typeof RecordCopyItems>

export interface RecordCopyRequest {
  /** Persons of one household, or the whole of it. */
  readonly subject: { readonly personIds: readonly string[] } | { readonly householdId: string }
  readonly items: RecordCopyItems
}

/** One person as the copy prints him; null where the item is left out or not recorded. */
export interface RecordCopyPerson {
  readonly personId: string
  readonly addresseeNumber: string
  /** Legal name byte for byte; `（氏名未定）` for a newborn without one. */
  readonly name: string
  /** Legal reading only; blank until recorded. */
  readonly furigana: string | null
  readonly formerSurname: string | null
  readonly commonName: string | null
  readonly birth: string
  readonly sex: string
  readonly address: string
  /** 住所を定めた年月日; blank where it is the day of becoming a resident. */
  readonly addressFixedOn: string | null
  readonly addressNotifiedOn: string | null
  readonly becameResidentOn: string
  readonly becameResidentNotifiedOn: string | null
  /** 転入前住所 */
  readonly previousAddress: string | null
  /** 異動前住所, where the person relocated inside the municipality. */
  readonly addressBefore: string | null
  readonly householder: string | null
  readonly relationship: string | null
  readonly registeredDomicile: string | null
  readonly familyRegisterHead: string | null
  readonly individualNumber: string | null
  readonly residentCode: string | null
  readonly nationality: string | null
  readonly residence: readonly { readonly item: string; readonly value: string }[]
  /** Null while the record is live. */
  readonly closing: RecordClosing | null
  /** Which snapshot was read: the copy is bound to it. */
  readonly historyNo: number
  readonly recordedAt: string
}

/** How a record came to be closed — 消除. */
export interface RecordClosing {
  readonly reason: string
  /** The day, or its wording where not everything of it is known. */
  readonly on: string
  readonly notifiedOn: string | null
  /** 転出先（予定）, as filed. */
  readonly plannedTo: string | null
  /** 転出先（確定）, as the other municipality has told. */
  readonly confirmedTo: string | null
}

/** Content of a copy of the resident record, computed once from live rows — 住民票の写しの記載事項. */
export interface RecordCopy {
  readonly householdId: string
  readonly householdNumber: string
  readonly isWholeHousehold: boolean
  /** In the stored order of the household, the head first. */
  readonly persons: readonly RecordCopyPerson[]
  /** What was revealed, for the trail of the issue. */
  readonly numbersRevealed: boolean
}

/**
 * The content of a copy of the resident record as of this moment — 住民票の写し.
 * A filed move-out is not printed before its day; closed persons never stand in a live copy. Numbers need a stated purpose.
 * @refuses persons who are not residents, of two households, or protected
 * @law basic-resident-registration-act 12
 */
export async function residentRecordContent(tx: Tx, request: RecordCopyRequest): Promise<Outcome<RecordCopy>> {
  const { subject, items } = request
  const [household, wanted, known] = 'householdId' in subject ? await wholeHousehold(tx, subject.householdId) : await someOfHousehold(tx, [...new Set(subject.personIds)])
  if (household === undefined) return refusals.refuse('not-found')
  const persons = household.members.filter((member) => wanted.includes(member.personId))
  const found = checkCopy(tx, { wanted, persons, items, known })
  if (found.length > 0) return refused(found)
  return accept(await copyOf(tx, { persons, household, items, asOf: {}, known }))
}

type Asked = readonly [household: Household | undefined, wanted: readonly string[], known: Known]

async function wholeHousehold(tx: Tx, householdId: string): Promise<Asked> {
  const household = await findHouseholdOn(tx, householdId)
  const wanted = (household?.members ?? []).map((member) => member.personId)
  return [household, wanted, await knownOf(tx, wanted)]
}

async function someOfHousehold(tx: Tx, wanted: readonly string[]): Promise<Asked> {
  const [first] = wanted
  const [household, known] = await Promise.all([first === undefined ? undefined : findHouseholdOf(tx, first), knownOf(tx, wanted)])
  return [household, wanted, known]
}

/** What the protection register says of persons now, and their histories. */
interface Known { readonly answers: ReadonlyMap<string, GuardAnswer>; readonly histories: ReadonlyMap<string, readonly Snapshot[]> }

async function knownOf(tx: Tx, personIds: readonly string[]): Promise<Known> {
  const [answers, histories] = await Promise.all([
    // Whoever has a release for some form about the person may make content; the gate holds the paper against that very release.
    guardAnswer(tx, personIds, { output: 'resident.record', recipient: 'staff', requester: null, opensUnder: [...tx.services.outputs.keys()] }),
    listHistories(tx, personIds),
  ])
  return { answers, histories }
}

/**
 * The content of a copy of a closed record: the person as last recorded, and how the record was closed — 除票の写し.
 * An Individual Number never stands on the copy of a dead person.
 * @refuses a live record, a protected person
 * @law basic-resident-registration-act 15-4
 */
export async function closedRecordContent(tx: Tx, request: { readonly personId: string; readonly items: RecordCopyItems }): Promise<Outcome<RecordCopy>> {
  const person = await findPersonOn(tx, request.personId)
  if (person === undefined || isResident(person) || person.ceasedOn === null) return refusals.refuse('not-found')
  const items = { ...request.items, individualNumber: request.items.individualNumber && person.status !== 'dead' }
  const [known, household] = await Promise.all([knownOf(tx, [person.personId]), findHouseholdOn(tx, person.householdId, { on: addDays(person.ceasedOn, -1) })])
  const found = checkCopy(tx, { wanted: [person.personId], persons: [person], items, known })
  if (found.length > 0) return refused(found)
  return accept(await copyOf(tx, { persons: [person], household: household ?? { ...person, members: [] }, items, asOf: {}, known }))
}

/**
 * What a moving-out certificate says of those who leave, as the register stood at a moment — 転出証明書の記載事項.
 * Both numbers stand on it where the register has them.
 * @refuses persons who were in no household then, a protected person
 * @law basic-resident-registration-act-enforcement-order 23
 */
export async function movingOutContent(tx: Tx, request: { readonly personIds: readonly string[]; readonly asOf: Required<Pick<AsOf, 'on'>> & AsOf; readonly showsNumbers: boolean }): Promise<Outcome<RecordCopy>> {
  const { personIds, asOf, showsNumbers } = request
  const [[first], known] = await Promise.all([listPersonsOn(tx, personIds.slice(0, 1), asOf), knownOf(tx, personIds)])
  const household = first && await findHouseholdOn(tx, first.householdId, asOf)
  if (household === undefined) return refusals.refuse('not-found')
  const persons = household.members.filter((member) => personIds.includes(member.personId))
  const items: RecordCopyItems = { householder: true, domicile: true, nationality: true, residenceStatus: true, individualNumber: showsNumbers, residentCode: showsNumbers }
  const found = checkCopy(tx, { wanted: personIds, persons, items, known })
  return found.length > 0 ? refused(found) : accept(await copyOf(tx, { persons, household, items, asOf, known }))
}

interface ToCopy { readonly persons: readonly PersonOnDate[]; readonly household: Household; readonly items: RecordCopyItems; readonly asOf: AsOf; readonly known: Known }

async function copyOf(tx: Tx, { persons, household, items, asOf, known }: ToCopy): Promise<RecordCopy> {
  const head = findHead(household.members)
  const printed = await Promise.all(persons.map(async (person) => {
    const all = known.histories.get(person.personId) ?? []
    return await printedPerson(tx, person, { items, head, asOf, all, history: believedAt(all, asOf.knownAt) })
  }))
  return {
    householdId: household.householdId, householdNumber: household.householdNumber, isWholeHousehold: persons.length === household.members.length, persons: printed,
    numbersRevealed: printed.some((person) => person.individualNumber !== null || person.residentCode !== null),
  }
}

function believedAt(history: readonly Snapshot[], knownAt: Instant | undefined): readonly Snapshot[] {
  return history.filter((one) => (knownAt === undefined ? one.recordedTo === null : one.recordedAt <= knownAt && (one.recordedTo === null || one.recordedTo > knownAt)))
}

interface ToCheck { readonly wanted: readonly string[]; readonly persons: readonly PersonOnDate[]; readonly items: RecordCopyItems; readonly known: Known }

function checkCopy(tx: Tx, { wanted, persons, items, known: { answers } }: ToCheck): readonly Refusal[] {
  const hasNumbers = items.individualNumber || items.residentCode
  return [
    ...([...answers.values()].some((answer) => !answer.mayReveal) ? [refusals.refusal('protected-person', { field: '/subject' })] : []),
    ...(persons.length === wanted.length && persons.length > 0 ? [] : [refusals.refusal('person-not-found', { field: '/subject' })]),
    ...(hasNumbers && !tx.purpose ? [refusals.refusal('purpose-missing', { field: '/items' })] : []),
  ]
}

interface Around { readonly items: RecordCopyItems; readonly head: PersonOnDate | undefined; readonly asOf: AsOf; readonly history: readonly Snapshot[]; readonly all: readonly Snapshot[] }

async function printedPerson(tx: Tx, person: PersonOnDate, around: Around): Promise<RecordCopyPerson> {
  const { items, head, history, asOf, all } = around
  const rows = recordRows(history, asOf.on ?? tx.today)
  const entered = history.find((snapshot) => snapshot.validFrom === person.becameResidentOn)
  const settled = history.find((snapshot) => snapshot.validFrom === person.addressFixedOn)
  const [entry, settling] = [entered && sourceOfValue(all, entered, (facts) => facts.becameResidentOn).source, settled && sourceOfValue(all, settled, (facts) => facts.addressFixedOn).source]
  const before = rows.find((row) => row.item === '前の住所')?.value ?? null
  const isForeign = person.residentType === 'foreign'
  return {
    personId: person.personId, addresseeNumber: person.addresseeNumber, name: person.name || '（氏名未定）', furigana: person.furigana, formerSurname: person.formerSurname, commonName: person.commonName,
    birth: birthText(person), sex: sexTitles[person.sex], address: `${tx.office.prefecture}${tx.office.name}${addressText(person.address)}`,
    addressFixedOn: person.addressFixedOn === person.becameResidentOn ? null : printDate(person.addressFixedOn), addressNotifiedOn: dayOrNull(settling?.event === 'relocate-within' ? settling.notifiedOn : null),
    becameResidentOn: printDate(person.becameResidentOn), becameResidentNotifiedOn: dayOrNull(entry?.notifiedOn ?? null),
    previousAddress: person.previousAddress, addressBefore: before,
    householder: items.householder ? head?.name ?? '（世帯主未設定）' : null, relationship: items.householder ? relationshipText(person.relationship) : null,
    registeredDomicile: items.domicile && !isForeign ? person.registeredDomicile : null, familyRegisterHead: items.domicile && !isForeign ? person.familyRegisterHead : null,
    individualNumber: items.individualNumber ? await openNumberAsOf(tx, { personId: person.personId, kind: 'individual-number', knownAt: asOf.knownAt }) ?? null : null,
    residentCode: items.residentCode ? await openNumberAsOf(tx, { personId: person.personId, kind: 'resident-code', knownAt: asOf.knownAt }) ?? null : null,
    nationality: items.nationality ? person.nationality : null,
    residence: items.residenceStatus && isForeign ? rows.filter((row) => ['法30条の45の区分', '在留資格・期間', '在留カード等の番号'].includes(row.item)).map(({ item, value }) => ({ item, value })) : [],
    closing: closingOf(person), historyNo: person.historyNo, recordedAt: person.recordedAt,
  }
}

function closingOf(person: PersonOnDate): RecordClosing | null {
  if (isResident(person) || person.ceasedOn === null) return null
  const { plannedMoveOutTo: planned, moveOutTo: to, source } = person
  const isConfirmed = source.evidence === arrivalNotice
  return {
    reason: closingTitles[person.status], on: person.ceasedWording ?? printDate(person.ceasedOn), notifiedOn: dayOrNull(source.notifiedOn),
    plannedTo: planned ?? (isConfirmed ? null : to), confirmedTo: isConfirmed ? to : null,
  }
}

const closingTitles = { resident: '', 'moved-out': '転出', dead: '死亡', removed: '職権消除' } as const

function dayOrNull(day: PlainDate | null): string | null {
  return day === null ? null : printDate(day)
}
