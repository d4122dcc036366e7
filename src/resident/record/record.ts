import { z } from 'zod'
import { ageByBirthday } from '../../kernel/age.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { addMonths, maxDate, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay } from '../../platform/clock/index.ts'
import { query } from '../../platform/command/define.ts'
import { zDate, zId } from '../../platform/command/schema.ts'
import type { TaskItem, Tx } from '../../platform/command/tx.ts'
import { keepPlans } from '../../platform/db/db.ts'
import { registerLawOn } from '../law.ts'
import { addressText, findHead, isResident, type Household, type PersonOnDate, type Snapshot } from '../model.ts'
import { findExamplePerson } from '../notification/store.ts'
import { listPersonsWithNumber } from '../number/store.ts'
import { findHouseholdOf, findHouseholdOn, findPersonOn, listHistory, listPersonsInDrafts } from '../queries.ts'
import { levels, processes, suppressionKinds, type Process } from '../protection/model.ts'
import { standingOf, strictest } from '../protection/rules.ts'
import { listBlockingMeasures, listFilingsAgainst } from '../protection/store.ts'
import { listSuppressionsOf } from '../protection/suppression-store.ts'
import { sayableSentence } from '../protection/answer.ts'
import { refusals } from '../refusals.ts'
import { birthText, eventStops, recordRows, sexTitles, statusTitles, type RecordRow } from './rows.ts'
import { relationshipText } from '../rules/relationship.ts'

const zMember = z.object({
  personId: z.string(), name: z.string(), age: z.number().nullable(), relationship: z.string(), isHead: z.boolean(), isWithheld: z.boolean(),
  /** One role for each scheme of `schemes`. */
  roles: z.array(z.string().nullable()), why: z.string().nullable(),
})
const zRow = z.object({ item: z.string(), value: z.string(), since: z.string(), source: z.string(), notificationId: z.string().nullable(), recordedOn: zDateText() })
const zTab = z.object({ title: z.string(), path: z.string(), count: z.number().nullable() })

function zDateText() { return z.string().transform((text) => text as PlainDate) }

export const ResidentRecord = z.object({
  personId: z.string(), name: z.string(), kana: z.string().nullable(), addresseeNumber: z.string(),
  birth: z.string().nullable(), birthYear: z.string(), age: z.number().nullable(), sex: z.string().nullable(), status: z.enum(['resident', 'moved-out', 'dead', 'removed']), statusTitle: z.string(), ceasedOn: z.string().nullable(),
  address: z.string().nullable(), addressSince: zDateText().nullable(), householdId: z.string().nullable(), householdNumber: z.string().nullable(), relationship: z.string().nullable(),
  members: z.array(zMember), schemes: z.array(z.string()), rows: z.array(zRow), stops: z.array(z.object({ on: zDateText(), title: z.string() })), tabs: z.array(zTab),
  /** The day of expiry of the stay where it is near or past: told, nothing is removed by it — 在留期間の満了. */
  stayEnds: z.object({ on: zDateText(), isPast: z.boolean() }).nullable(),
  /** Null where it is withheld. */
  residentType: z.enum(['japanese', 'foreign']).nullable(),
  /** Whether a number is recorded; the number itself is shown only on its own page, for a stated purpose. */
  hasIndividualNumber: z.boolean(), lastEventOn: zDateText(), draftId: z.string().nullable(), plannedMoveOutOn: zDateText().nullable(),
  measure: z.object({ from: zDateText(), until: zDateText().nullable(), standing: z.enum(['provisional', 'in-force', 'ending', 'expired', 'former-address', 'lifted']), sentence: z.string(), filingId: z.string() }).nullable(),
  /** Other suppressions by title, with what each stops or warns of; a person who may not be looked into at all is withheld. */
  suppressions: z.array(z.object({ title: z.string(), stops: z.array(z.string()), until: zDateText().nullable() })), isInquiryStopped: z.boolean(),
  /** Somebody in charge must be asked before anything is handed out to this person; staff see no reason. */
  isToAsk: z.boolean(),
  on: zDateText(), knownOn: zDateText().nullable(), isToday: z.boolean(), isWithheld: z.boolean(),
  tasks: z.array(z.custom<TaskItem>()),
})
export type ResidentRecord = z.infer<typeof ResidentRecord>

export const RecordInput = z.object({ personId: zId, on: zDate.nullable().default(null), knownOn: zDate.nullable().default(null) })

/** The record of one person as of a day and as known on a day — 住民の記録. */
export const residentRecord = query({
  name: 'resident.record', title: '住民の記録', permission: 'resident.read', action: 'view',
  description: 'One person as recorded on a day (today where left out) and as known at the end of another: items with source and date, events, household, what blocks.',
  input: RecordInput, output: ResidentRecord,
  async run(tx, input) {
    const [on, knownAt] = [input.on ?? tx.today, input.knownOn === null || input.knownOn >= tx.today ? undefined : endOfDay(input.knownOn)]
    keepPlans(tx.db)
    const [seen, around] = await Promise.all([seePerson(tx, input.personId, { on, knownAt }), askAround(tx, input.personId)])
    return seen.ok ? { ok: true, value: recordOf(tx, seen.value, { around, knownAt, knownOn: input.knownOn }) } : seen
  },
  subjects: (value) => [value.personId, ...value.members.map((member) => member.personId)],
  withhold: withholdRecord,
  example: async (tx) => { const found = await findExamplePerson(tx, { isHead: false }); return found ? { personId: found.personId, on: null, knownOn: null } : null },
})

/** The last moment of a town's day, as UTC. */
function endOfDay(day: PlainDate): Instant {
  return `${day}T14:59:59.999Z` as Instant
}

function believedAt(history: readonly Snapshot[], knownAt: Instant | undefined): readonly Snapshot[] {
  return history.filter((one) => (knownAt === undefined ? one.recordedTo === null : one.recordedAt <= knownAt && (one.recordedTo === null || one.recordedTo > knownAt)))
}

function firstDayOf(history: readonly Snapshot[], knownAt: Instant | undefined): PlainDate {
  return believedAt(history, knownAt).reduce((first, one) => (one.validFrom < first ? one.validFrom : first), history[0]!.validFrom)
}

/** What had been recorded by then, replaced rows included: what each value rests on. */
function knownBy(history: readonly Snapshot[], knownAt: Instant | undefined): readonly Snapshot[] {
  return knownAt === undefined ? history : history.filter((one) => one.recordedAt <= knownAt)
}

type Lens = Pick<ResidentRecord, 'members' | 'schemes'>

/** A person as he stood on a day, with the household then where he was a resident. */
interface Seen { readonly person: PersonOnDate; readonly on: PlainDate; readonly history: readonly Snapshot[]; readonly lens: Lens }

interface When { readonly on: PlainDate; readonly knownAt: Instant | undefined }

/** The person on the day, or on the first day of the record where that is later. */
async function seePerson(tx: Tx, personId: string, when: When): Promise<Outcome<Seen>> {
  const [history, household] = await Promise.all([listHistory(tx, personId), findHouseholdOf(tx, personId, when)])
  if (history.length === 0) return refusals.refuse('not-found')
  const found = await personIn(tx, personId, { ...when, household, history })
  if (found === undefined) return refusals.refuse('as-of-before-register', { field: '/on' })
  const on = maxDate(when.on, found.person.validFrom)
  return accept({ person: found.person, on, history, lens: await lensOf(tx, found.household?.members ?? [], on) })
}

async function personIn(tx: Tx, personId: string, { on, knownAt, household, history }: When & { readonly household: Household | undefined; readonly history: readonly Snapshot[] }) {
  const member = household?.members.find((one) => one.personId === personId)
  if (member !== undefined) return { person: member, household }
  const then = await findPersonOn(tx, personId, { on, knownAt })
  if (then !== undefined) return { person: then, household: undefined }
  const first = await findPersonOn(tx, personId, { on: firstDayOf(history, knownAt), knownAt })
  return first && { person: first, household: await findHouseholdOf(tx, personId, { on: first.validFrom, knownAt }) }
}

interface Looking { readonly around: Around; readonly knownAt: Instant | undefined; readonly knownOn: PlainDate | null }

function recordOf(tx: Tx, { person, on, history, lens }: Seen, { around, knownAt, knownOn }: Looking): ResidentRecord {
  const believed = believedAt(history, knownAt)
  const [draft] = around.drafts
  const isToday = on === tx.today && knownAt === undefined
  return {
    personId: person.personId, name: person.name, kana: person.furigana ?? person.kana, addresseeNumber: person.addresseeNumber,
    birth: birthText(person), birthYear: birthText(person).replace(/年.*$/, '年'), age: isResident(person) ? ageByBirthday(person.birth.calc, on) : null, sex: sexTitles[person.sex],
    status: person.status, statusTitle: statusTitles[person.status], ceasedOn: person.ceasedOn === null ? null : printDate(person.ceasedOn, 'short'),
    address: addressText(person.address), addressSince: person.addressFixedOn, householdId: isResident(person) ? person.householdId : null, householdNumber: person.householdNumber, relationship: relationshipText(person.relationship),
    ...lens, rows: rowsFor(tx, recordRows(believed, on, knownBy(history, knownAt))), stops: [...eventStops(believed)], tabs: around.tabs,
    stayEnds: isToday && isResident(person) ? stayEndsOf(tx, person) : null, residentType: person.residentType, hasIndividualNumber: around.numbered.size > 0,
    lastEventOn: townDay(believed.reduce((last, one) => (one.recordedAt > last ? one.recordedAt : last), believed[0]!.recordedAt)), draftId: draft?.notificationId ?? null, plannedMoveOutOn: isResident(person) ? person.plannedMoveOutOn : null,
    ...marksOf(tx, person, around),
    on, knownOn, isToday, isWithheld: false, tasks: isToday ? [...around.tasks] : [],
  }
}

type Around = Awaited<ReturnType<typeof askAround>>

/** What is asked about the person as of now, whatever day is looked at; no answer needs another, so all are asked at once. */
async function askAround(tx: Tx, personId: string) {
  const [measures, suppressions, filingsAgainst, drafts, numbered, tabs, tasks] = await Promise.all([
    listBlockingMeasures(tx, [personId]), listSuppressionsOf(tx, [personId]), listFilingsAgainst(tx, [personId]), listPersonsInDrafts(tx, [personId]),
    listPersonsWithNumber(tx, [personId], 'individual-number'), tabsOf(tx, personId), tx.services.tasksOfPerson(tx, personId),
  ])
  return { measures, suppressions: suppressions.map((one) => one.suppression), filingsAgainst, drafts, numbered, tabs, tasks: tasks.items }
}

/** What blocks or warns now: the marks of the record. */
function marksOf(tx: Tx, person: PersonOnDate, { measures, suppressions, filingsAgainst }: Around): Pick<ResidentRecord, 'measure' | 'suppressions' | 'isInquiryStopped' | 'isToAsk'> {
  const [measure] = measures
  const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  return {
    measure: measure === undefined ? null : { from: measure.periodFrom, until: measure.periodUntil, standing: standingOf(measure, { today: tx.today, hasMovedOut: person.status === 'moved-out' }, law), sentence: sayableSentence, filingId: measure.filingId },
    suppressions: suppressions.map((one) => ({ title: suppressionKinds[one.kind], stops: (Object.keys(processes) as Process[]).filter((process) => one.levels[process] !== 'none').map((process) => `${processes[process]}：${levels[one.levels[process]]}`), until: one.periodUntil })),
    isInquiryStopped: strictest(suppressions.map((one) => one.levels.inquiry)) === 'error', isToAsk: filingsAgainst.length > 0,
  }
}

/** The family register is for those who enter filings or review them; to others the row says so — 戸籍の表示の閲覧の制限. */
function rowsFor(tx: Tx, rows: readonly RecordRow[]): ResidentRecord['rows'] {
  const mayRead = tx.actor.permissions.has('resident.write') || tx.actor.permissions.has('resident.approve')
  return rows.map((row) => (row.item === '本籍・筆頭者' && !mayRead ? { ...row, value: '表示しません（届出を扱う職員だけが見ます）', since: '' } : row))
}

/** Whether the stay of a foreign resident ends within the months of which the office warns, or has ended. */
function stayEndsOf(tx: Tx, person: PersonOnDate): ResidentRecord['stayEnds'] {
  const on = person.immigration?.expiresOn ?? null
  const { stayExpiryWarningMonths } = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  return on === null || on > addMonths(tx.today, stayExpiryWarningMonths) ? null : { on, isPast: on < tx.today }
}

/** The household as the register and every scheme count it — 世帯のレンズ. */
async function lensOf(tx: Tx, members: readonly PersonOnDate[], on: PlainDate): Promise<Lens> {
  if (members.length === 0) return { members: [], schemes: [] }
  const head = findHead(members)
  const columns = tx.services.lensColumns
  const roles = await Promise.all(columns.map(async (column) => await column.roles(tx, members.map((member) => member.personId), on)))
  return {
    schemes: columns.map((column) => column.title),
    members: members.map((member) => ({
      personId: member.personId, name: member.name, age: ageByBirthday(member.birth.calc, on), relationship: relationshipText(member.relationship), isHead: member === head, isWithheld: false,
      roles: roles.map((column) => column.get(member.personId)?.role ?? null), why: roles.map((column) => column.get(member.personId)?.why ?? null).find((why) => why !== null) ?? null,
    })),
  }
}

async function tabsOf(tx: Tx, personId: string): Promise<ResidentRecord['tabs']> {
  const tabs = tx.services.personTabs.filter((tab) => tx.actor.permissions.has(tab.permission))
  return await Promise.all(tabs.map(async (tab) => ({ title: tab.title, path: tab.path(personId), count: await tab.count(tx, personId) })))
}

/** For a protected person only name, number, mark and period stay; a protected member of the household takes the household with him. */
function withholdRecord(value: ResidentRecord, personIds: ReadonlySet<string>): ResidentRecord {
  const isOwn = personIds.has(value.personId)
  const members = value.members.map((member) => (personIds.has(member.personId) ? { ...member, age: null, relationship: '', roles: member.roles.map(() => null), why: null, isWithheld: true } : member))
  if (!isOwn) return { ...value, members, address: null, addressSince: null, rows: value.rows.filter((row) => row.item !== '住所' && row.item !== '前の住所'), isWithheld: true }
  return {
    ...value, birth: null, age: null, sex: null, address: null, addressSince: null, householdId: null, householdNumber: null, relationship: null, plannedMoveOutOn: null, ceasedOn: null,
    stayEnds: null, residentType: null, members: [], schemes: [], rows: [], stops: [], tabs: [], tasks: [], isWithheld: true,
  }
}

const zHousehold = z.object({
  householdId: z.string(), householdNumber: z.string(), headId: z.string().nullable(), address: z.string().nullable(),
  members: z.array(z.object({ personId: z.string(), name: z.string(), birthOn: zDateText().nullable(), sex: z.enum(['male', 'female', 'unknown']).nullable(), relationship: z.string(), relationshipTitle: z.string() })),
})

/** A household on a day: members in their stored order — 世帯. */
export const household = query({
  name: 'resident.household', title: '世帯', permission: 'resident.read', action: 'view',
  description: 'The members of one household on a day, in their stored order, with their relationship to the head.',
  input: z.object({ householdId: zId, on: zDate.nullable().default(null) }), output: zHousehold,
  async run(tx, input) {
    const found = await findHouseholdOn(tx, input.householdId, { on: input.on ?? tx.today })
    if (found === undefined) return refusals.refuse('not-found')
    return {
      ok: true,
      value: {
        householdId: found.householdId, householdNumber: found.householdNumber, headId: findHead(found.members)?.personId ?? null, address: addressText(found.members[0]!.address),
        members: found.members.map((member) => ({ personId: member.personId, name: member.name, birthOn: member.birth.calc, sex: member.sex, relationship: member.relationship, relationshipTitle: relationshipText(member.relationship) })),
      },
    }
  },
  subjects: (value) => value.members.map((member) => member.personId),
  withhold: (value, personIds) => ({ ...value, address: null, members: value.members.map((member) => (personIds.has(member.personId) ? { ...member, birthOn: null, sex: null, relationship: '', relationshipTitle: '' } : member)) }),
  example: async (tx) => { const found = await findExamplePerson(tx, { isHead: false }); return found ? { householdId: found.householdId, on: null } : null },
})
