import { addDays } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { findLocalGovernmentName } from '../../platform/local-government/index.ts'
import { itemTitles } from '../correction/items.ts'
import { listFiledActs } from '../correction/store.ts'
import { notifierRelations } from '../inputs.ts'
import { arrivalNotice, findHead, isResident, type PersonOnDate, type Snapshot } from '../model.ts'
import { kindOf, Notification, personsNamedIn } from '../notification/kinds.ts'
import { openNumber } from '../number/store.ts'
import { findHouseholdOn, findPersonOn, listHistory, listPersonsOn, listPersonsWritten } from '../queries.ts'
import { findMoveOut } from '../record/move-out.ts'
import { birthText } from '../record/rows.ts'
import { linesOfAddress } from './rules/content.ts'
import type { Arrival, AwaitedArrival, FilingFacts, NoticeFacts, NoticeKind } from './model.ts'
import { listRecordedFilings, type FiledRow } from './store.ts'

/** Filings of which a person may be told that they were accepted — 住民異動届. */
const acceptedKinds: ReadonlySet<string> = new Set(['moving-in', 'relocation', 'moving-out', 'household-change'])
/** What the office does by itself and has to tell — 職権による記載等. */
const exOfficioKinds: ReadonlySet<string> = new Set(['ex-officio-entry', 'ex-officio-removal', 'ex-officio-recovery', 'naturalisation', 'loss-of-nationality', 'record-correction'])

const mostFilings = 30

/** Recorded filings of a person on which a letter of this kind can rest, the newest first. */
export async function listGrounds(tx: Tx, personId: string, kind: NoticeKind): Promise<readonly FiledRow[]> {
  if (kind !== 'filing-accepted' && kind !== 'ex-officio' && kind !== 'ex-officio-record') return []
  const wanted = kind === 'filing-accepted' ? acceptedKinds : exOfficioKinds
  return (await listRecordedFilings(tx, personId, mostFilings)).filter((row) => wanted.has(row.kind))
}

export interface Wanted { readonly kind: NoticeKind; readonly personId: string; readonly filingId: string | null }

/** Everything a letter is made of; undefined where the town has no such person. */
export async function loadNoticeFacts(tx: Tx, wanted: Wanted): Promise<NoticeFacts | undefined> {
  const person = await findPersonOn(tx, wanted.personId)
  if (person === undefined) return undefined
  const history = (await listHistory(tx, wanted.personId)).filter((row) => row.recordedTo === null).toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
  const lastDay = person.ceasedOn === null ? tx.today : addDays(person.ceasedOn, -1)
  const household = await findHouseholdOn(tx, person.householdId, { on: isResident(person) ? tx.today : lastDay })
  return {
    office: tx.office, person, members: household?.members ?? [person], history, formerHead: await formerHeadOf(tx, person, history), filing: await filingOf(tx, wanted),
    residentCode: wanted.kind === 'resident-code' ? await openNumber({ ...tx, purpose: '住民票コードの通知' }, person.personId, 'resident-code') ?? null : null,
    awaited: wanted.kind === 'not-arrived' ? await awaitedOf(tx, person) : null, arrival: wanted.kind === 'arrival' ? await arrivalOf(tx, person, history) : null, measure: null,
  }
}

/** Who was head on the day before the person became one in this household. */
async function formerHeadOf(tx: Tx, person: PersonOnDate, history: readonly Snapshot[]): Promise<string | null> {
  const lastOther = history.findLast((row) => row.facts.relationship !== 'head')
  if (person.relationship !== 'head' || lastOther?.validTo === null || lastOther === undefined) return null
  const before = await findHouseholdOn(tx, person.householdId, { on: addDays(lastOther.validTo, -1) })
  return findHead(before?.members ?? [])?.name ?? null
}

async function filingOf(tx: Tx, { kind, personId, filingId }: Wanted): Promise<FilingFacts | null> {
  const row = (await listGrounds(tx, personId, kind)).find((one) => one.filingId === filingId)
  if (row === undefined) return null
  const filing = Notification.parse(row.body)
  const written = (await listPersonsWritten(tx, [row.filingId])).map((line) => line.personId)
  const persons = await listPersonsOn(tx, [...new Set([...personsNamedIn(filing), ...written])])
  const { relation } = filing.notification.notifiedBy
  return {
    filingId: row.filingId, number: row.number, kind: row.kind, title: kindOf(row).title, eventOn: row.eventOn, notifiedOn: row.notifiedOn, filer: notifierRelations[relation], personIds: persons.map((person) => person.personId), names: persons.map((person) => person.name),
    facts: kindOf(row).words.facts(filing.notification), reviewedBy: (await listFiledActs(tx, [row.filingId]))[0]?.byName ?? '',
    items: filing.kind === 'record-correction' ? Object.keys(filing.notification.items).map((item) => itemTitles[item as keyof typeof itemTitles]).join('、') : null,
    before: await findPersonOn(tx, personId, { on: addDays(row.eventOn, -1) }),
  }
}

/** Who moved in from within the country, with all who came on that day from there; of an arrival that was not told there, the place of the last record is told. */
async function arrivalOf(tx: Tx, person: PersonOnDate, history: readonly Snapshot[]): Promise<Arrival | null> {
  const { becameResidentOn: movedOn, becameResidentEvent, previousAddress } = person
  if (!isResident(person) || movedOn === null || becameResidentEvent !== 'move-in-domestic' || previousAddress === null) return null
  const entered = history.find((row) => row.validFrom === movedOn)?.source
  const filed = (await listRecordedFilings(tx, person.personId, mostFilings)).find((row) => row.filingId === entered?.notificationId)
  const filing = filed && Notification.parse(filed.body)
  const from = filing?.kind === 'moving-in' ? filing.notification.from : null
  const there = await findHouseholdOn(tx, person.householdId, { on: movedOn })
  const together = (there?.members ?? [person]).filter((member) => member.becameResidentOn === movedOn && member.previousAddress === previousAddress)
  const told = from?.lastRegistered ?? previousAddress
  return {
    movedOn, notifiedOn: entered?.notifiedOn ?? null, from: told, municipality: from?.municipalityCode == null ? null : findLocalGovernmentName(from.municipalityCode) ?? null, personIds: together.map((one) => one.personId),
    names: together.map((one) => one.name), births: together.map(birthText), head: findHead(there?.members ?? [])?.name ?? null, address: linesOfAddress(tx.office, there?.members.find((one) => one.personId === person.personId) ?? person),
  }
}

/** A move-out within the country whose day has come, and of which the other municipality has told nothing. */
async function awaitedOf(tx: Tx, person: PersonOnDate): Promise<AwaitedArrival | null> {
  const moveOut = person.status === 'moved-out' && person.source.evidence !== arrivalNotice ? await findMoveOut(tx, person.personId) : undefined
  if (moveOut === undefined || moveOut.isAbroad || moveOut.movedOn > tx.today) return null
  const persons = await listPersonsOn(tx, moveOut.personIds)
  const filed = (await listRecordedFilings(tx, person.personId, mostFilings)).find((row) => row.filingId === moveOut.notificationId)
  const filing = filed && Notification.parse(filed.body)
  const code = filing?.kind === 'moving-out' ? filing.notification.to.municipalityCode : null
  return { plannedOn: moveOut.movedOn, notifiedOn: moveOut.notifiedOn, to: moveOut.to, municipality: code === null ? null : findLocalGovernmentName(code) ?? null, names: persons.map((one) => one.name), births: persons.map(birthText) }
}
