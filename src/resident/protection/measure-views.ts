import { z } from 'zod'
import { addDays, addMonths, daysBetween, type PlainDate } from '../../kernel/plain-date.ts'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { registerLawOn } from '../law.ts'
import { addressText, isResident, type PersonOnDate } from '../model.ts'
import { findHouseholdOn, findPersonOn, listAtPlace, listPersonsOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { addressKeyOf } from '../search/keys.ts'
import { caseVersion, findUnprotected } from './filing.ts'
import { listWaitingTargets } from './lifting-store.ts'
import { measureKinds, measureRoles, standings, type Counterpart, type Filing, type Measure, type Standing, type StoredMeasure, type Transfer } from './model.ts'
import { listOfficerNames } from './queries.ts'
import { protectionRefusals } from './refusals.ts'
import { extendedPeriod, extensionOpensOn, proposedPeriod, standingOf } from './rules.ts'
import * as store from './store.ts'

/** Right of the officers in charge to see what is behind a mark. */
export const mayLookBehind = 'resident.release'

export interface MeasureLine {
  readonly measureId: string; readonly version: number; readonly filingId: string; readonly personId: string
  readonly name: string; readonly addresseeNumber: string; readonly kindTitle: string; readonly roleTitle: string
  readonly standing: Standing; readonly periodFrom: PlainDate; readonly periodUntil: PlainDate | null; readonly daysLeft: number | null; readonly isWaiting: boolean
}

const filters = ['all', 'provisional', 'in-force', 'ending', 'expired'] as const
export type MeasureListFilter = (typeof filters)[number]
export interface MeasureList { readonly show: MeasureListFilter; readonly items: readonly MeasureLine[]; readonly next: string | null }

/** Persons under support measures with their periods, the nearest end first — 支援措置の一覧. */
export const listMeasures = query<{ show: MeasureListFilter; cursor: string | null; limit: number }, MeasureList>({
  name: 'resident.list-measures', title: '支援措置の一覧', permission: mayLookBehind, action: 'list',
  description: 'Support measures that block, with standing and period, the nearest end first: all, provisional, in force, about to end, or past their end and not lifted.',
  input: z.object({ show: z.enum(filters).default('all'), cursor: z.string().regex(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/, { error: '続きの印が正しくありません。一覧から開き直してください。' }).nullable().default(null), limit: z.number().int().min(1).max(200).default(50) }),
  output: z.custom<MeasureList>(),
  async run(tx, input) {
    const [until = '', measureId = ''] = input.cursor?.split('_') ?? []
    const found = await store.listOpenMeasures(tx, input.limit + 1, { ...filterOf(tx, input.show), after: input.cursor === null ? null : { until, measureId } })
    const shown = found.slice(0, input.limit)
    const last = shown.at(-1)
    return { ok: true, value: { show: input.show, items: await linesOf(tx, shown), next: found.length > input.limit && last ? `${last.periodUntil ?? '9999-12-31'}_${last.measureId}` : null } }
  },
  subjects: (value) => value.items.map((line) => line.personId),
  withhold: (value) => value,
  async example() { return { show: 'all' as const, cursor: null, limit: 50 } },
})

function filterOf(tx: Tx, show: MeasureListFilter): store.MeasureFilter {
  const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  const soon = addDays(addMonths(tx.today, law.protectiveExtensionMonths), 1)
  switch (show) {
    case 'all': return {}
    case 'provisional': return { state: 'provisional' }
    case 'in-force': return { state: 'in-force', endsFrom: soon }
    case 'ending': return { state: 'in-force', endsFrom: tx.today, endsBefore: soon }
    case 'expired': return { state: 'in-force', endsBefore: tx.today }
  }
}

async function linesOf(tx: Tx, measures: readonly StoredMeasure[]): Promise<readonly MeasureLine[]> {
  const persons = new Map((await listPersonsOn(tx, measures.map((one) => one.personId))).map((person) => [person.personId, person]))
  const waiting = new Set(await listWaitingTargets(tx, measures.map((one) => one.measureId)))
  return measures.map((measure) => lineOf(tx, measure, { person: persons.get(measure.personId), isWaiting: waiting.has(measure.measureId) }))
}

function lineOf(tx: Tx, measure: Measure, { person, isWaiting }: { readonly person: PersonOnDate | undefined; readonly isWaiting: boolean }): MeasureLine {
  const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  return {
    measureId: measure.measureId, version: measure.version, filingId: measure.filingId, personId: measure.personId, name: person?.name ?? '', addresseeNumber: person?.addresseeNumber ?? '',
    kindTitle: measureKinds[measure.kind], roleTitle: measureRoles[measure.role], standing: standingOf(measure, { today: tx.today, hasMovedOut: person?.status === 'moved-out' }, law),
    periodFrom: measure.periodFrom, periodUntil: measure.periodUntil, daysLeft: measure.periodUntil === null ? null : daysBetween(tx.today, measure.periodUntil), isWaiting,
  }
}

export interface MeasureCase {
  readonly filingId: string; readonly version: number; readonly filing: Filing | null; readonly applicantId: string; readonly applicant: string; readonly kana: string | null; readonly addresseeNumber: string; readonly address: string | null
  readonly standing: Standing; readonly lines: readonly MeasureLine[]; readonly counterparts: readonly Counterpart[]; readonly transfers: readonly Transfer[]
  readonly steps: readonly { readonly at: string; readonly name: string; readonly officer: string; readonly state: string; readonly reason: string; readonly period: readonly [PlainDate, PlainDate | null] }[]
  readonly proposed: { readonly from: PlainDate; readonly until: PlainDate }
  readonly extension: { readonly opensOn: PlainDate; readonly from: PlainDate; readonly until: PlainDate } | null
}

const stateTitles = { provisional: standings.provisional, 'in-force': '決定・延長', lifted: standings.lifted } as const

/** One case: filing, persons, opinion, decision, transfers and every step — 支援措置一件. */
export const showMeasure = query<{ filingId: string }, MeasureCase>({
  name: 'resident.show-measure', title: '支援措置', permission: mayLookBehind, action: 'view',
  description: 'One case of support measures: what was filed, whom it protects and keeps away, opinion, decision, periods, transfers and every step with its officer.',
  input: z.object({ filingId: zId }), output: z.custom<MeasureCase>(),
  async run(tx, input) {
    const measures = await store.listMeasuresOf(tx, input.filingId)
    const [first] = measures
    if (first === undefined) return protectionRefusals.refuse('filing-not-found', { field: '/filingId' })
    return { ok: true, value: await caseOf(tx, input.filingId, measures) }
  },
  subjects: (value) => value.lines.map((line) => line.personId),
  withhold: (value) => ({ ...value, filing: null, address: null, counterparts: [], transfers: [] }),
  async example(tx) {
    const [open] = await store.listOpenMeasures(tx, 1)
    return open ? { filingId: open.filingId } : null
  },
})

async function caseOf(tx: Tx, filingId: string, measures: readonly StoredMeasure[]): Promise<MeasureCase> {
  const [filing] = await store.findFilings(tx, [filingId])
  const applicantId = filing?.applicantId ?? measures[0]?.personId ?? ''
  const person = await findPersonOn(tx, applicantId)
  const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  const lines = await linesOf(tx, measures)
  const history = await store.listMeasureHistory(tx, filingId)
  const names = new Map((await listPersonsOn(tx, history.map((one) => one.personId))).map((one) => [one.personId, one.name]))
  const officers = await listOfficerNames(tx, history.map((one) => one.byId))
  const [end] = measures.flatMap((one) => (one.state === 'in-force' && one.periodUntil !== null ? [one.periodUntil] : [])).toSorted()
  return {
    filingId, version: caseVersion(filing, measures), filing: filing ?? null, applicantId, applicant: person?.name ?? '', kana: person?.furigana ?? person?.kana ?? null, addresseeNumber: person?.addresseeNumber ?? '',
    address: person === undefined ? null : addressText(person.address), standing: lines[0]?.standing ?? 'lifted', lines,
    counterparts: await store.listCounterparts(tx, filingId), transfers: await store.listTransfers(tx, [filingId]),
    steps: history.map((one) => ({ at: one.recordedAt, name: names.get(one.personId) ?? '', officer: officers.get(one.byId ?? '') ?? '', state: stateTitles[one.state], reason: one.reason, period: [one.periodFrom, one.periodUntil] as const })),
    proposed: proposedPeriod(tx.today, law), extension: end === undefined ? null : { opensOn: extensionOpensOn(end, law), ...extendedPeriod(end, law) },
  }
}

export interface FilingForm {
  readonly personId: string; readonly name: string; readonly kana: string | null; readonly addresseeNumber: string; readonly address: string | null; readonly townName: string
  /** Who lives at the same address and may be protected too; the household first. */
  readonly sharing: readonly { readonly personId: string; readonly name: string; readonly isHousehold: boolean; readonly isProtected: boolean }[]
  /** The case that already protects this person, or null. */
  readonly filingId: string | null
}

/** What the filing is entered on: the person, and who shares the address — 支援措置の申出. */
export const filingForm = query<{ personId: string }, FilingForm>({
  name: 'resident.filing-form', title: '支援措置の申出', permission: mayLookBehind, action: 'view',
  description: 'The person for whom a filing is taken, who shares the address, and the case that already protects the person.',
  input: z.object({ personId: zId }), output: z.custom<FilingForm>(),
  async run(tx, input) {
    const person = await findPersonOn(tx, input.personId)
    if (person === undefined) return refusals.refuse('person-not-found', { field: '/personId' })
    return { ok: true, value: await formOf(tx, person) }
  },
  subjects: (value) => [value.personId, ...value.sharing.map((one) => one.personId)],
  withhold: (value) => ({ ...value, address: null, sharing: [] }),
  async example(tx) {
    const personId = await findUnprotected(tx)
    return personId === undefined ? null : { personId }
  },
})

async function formOf(tx: Tx, person: PersonOnDate): Promise<FilingForm> {
  const household = isResident(person) ? (await findHouseholdOn(tx, person.householdId))?.members ?? [] : []
  const beside = isResident(person) ? await listAtPlace(tx, addressKeyOf(person.address)) : []
  const ids = [...new Set([...household.map((member) => member.personId), ...beside.map((one) => one.personId)])].filter((id) => id !== person.personId)
  const home = addressKeyOf(person.address)
  const others = (await listPersonsOn(tx, ids)).filter((one) => addressKeyOf(one.address) === home)
  const blocked = await store.listBlockingMeasures(tx, [person.personId, ...ids])
  return {
    personId: person.personId, name: person.name, kana: person.furigana ?? person.kana, addresseeNumber: person.addresseeNumber, address: addressText(person.address), townName: tx.office.name,
    sharing: others.map((one) => ({ personId: one.personId, name: one.name, isHousehold: household.some((member) => member.personId === one.personId), isProtected: blocked.some((measure) => measure.personId === one.personId) })),
    filingId: blocked.find((measure) => measure.personId === person.personId)?.filingId ?? null,
  }
}

/** Words for the filters of the list. */
export const measureFilters: readonly (readonly [MeasureListFilter, string])[] = [['all', 'すべて'], ['provisional', '仮の措置'], ['ending', 'まもなく終わる'], ['expired', '期間が過ぎた'], ['in-force', '期間中']]
