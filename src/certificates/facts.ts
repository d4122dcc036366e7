import { addDays, fiscalYearOf, startOfFiscalYear } from '../kernel/plain-date.ts'
import { fromGregorian } from '../kernel/wareki.ts'
import type { GuardAnswer, Tx } from '../platform/command/tx.ts'
import { digestOfJson } from '../platform/crypto/index.ts'
import { nextNumber, padNumber } from '../platform/number/index.ts'
import { dayOfPaper, findHouseholdOf, findHouseholdOn, findMoveOut, findPersonOn, isResident, listHistory, type AsOf, type Household, type MoveOut, type PersonOnDate, type Snapshot } from '../resident/index.ts'
import { documentKinds, markedKinds, ofThePast, type CopyRequest, type DocumentKind, type MarkedKind } from './model.ts'
import type { CopyFacts } from './rules/request.ts'
import type { FirstIssue, Issuer } from './rules/sheet.ts'
import { findFirstIssue } from './store.ts'

/** Everything one paper is computed from, read once. */
export interface LoadedFacts extends CopyFacts {
  readonly history: readonly Snapshot[]
  /** The moment of the register that the paper shows. */
  readonly asOf: Required<Pick<AsOf, 'on'>> & AsOf
  /** The earlier issue that this one repeats — 再交付. */
  readonly firstIssue: FirstIssue | null
  /** What the protection register said, asked now, of everyone in the household. */
  readonly guarded: ReadonlyMap<string, GuardAnswer>
  /** Digest over town, person, household, filed move-out and the issue that is repeated: what the clerk saw is what is printed. */
  readonly shown: string
}

type Asked = Pick<CopyRequest, 'kind' | 'personId' | 'items'>
interface Sought { readonly kind: DocumentKind; readonly personId: string; readonly apartFrom: string | null }
type Basis = Pick<LoadedFacts, 'person' | 'members' | 'household' | 'moveOut' | 'asOf' | 'firstIssue'>

/**
 * Reads person, household and protection for one kind of paper; undefined where the town has no such person.
 * @param apartFrom a request whose own sheets are no earlier issue: the one that is printed again
 */
export async function loadFacts(tx: Tx, request: Asked, apartFrom: string | null = null): Promise<LoadedFacts | undefined> {
  const showsPast = request.items.some((item) => ofThePast.has(item))
  const [own, history] = await Promise.all([findHouseholdOf(tx, request.personId), showsPast ? listHistory(tx, request.personId) : []])
  const found = own?.members.find((member) => member.personId === request.personId) ?? await findPersonOn(tx, request.personId)
  if (found === undefined) return undefined
  const around = await aroundOf(tx, found, own)
  const basis = await basisOf(tx, around, { ...request, apartFrom })
  const { person, members, household } = basis
  const guarded = await tx.services.guardAnswer(tx, [...new Set([person.personId, ...members.map((member) => member.personId), ...household.map((member) => member.personId)])])
  return { ...basis, history, guarded, shown: digestOfJson([tx.office.code, found.personId, around.person, around.household, around.moveOut, basis.firstIssue?.issuanceId ?? null]) }
}

/** What stands in the register around a person, whatever paper is asked for. */
interface AroundPerson {
  readonly person: PersonOnDate
  /** The household today, or on the last day here. */
  readonly household: readonly PersonOnDate[]
  readonly moveOut: MoveOut | null
}

/** @param own the household of a resident, from the one statement that the printed facts come from */
async function aroundOf(tx: Tx, found: PersonOnDate, own: Household | undefined): Promise<AroundPerson> {
  const isLeaving = isResident(found) ? found.plannedMoveOutOn !== null : found.status === 'moved-out'
  const [household, moveOut] = await Promise.all([isResident(found) ? own : lastHouseholdOf(tx, found), isLeaving ? findMoveOut(tx, found.personId) : undefined])
  return { person: found, household: household?.members ?? [], moveOut: moveOut ?? null }
}

async function lastHouseholdOf(tx: Tx, { householdId, ceasedOn }: PersonOnDate): Promise<Household | undefined> {
  return ceasedOn === null ? undefined : await findHouseholdOn(tx, householdId, { on: addDays(ceasedOn, -1) })
}

async function basisOf(tx: Tx, { person, household, moveOut }: AroundPerson, sought: Sought): Promise<Basis> {
  switch (documentKinds[sought.kind].basis) {
    case 'live': return { person, members: isResident(person) ? household : [], household, moveOut: null, asOf: { on: tx.today }, firstIssue: null }
    case 'closed': return { person, members: [person], household, moveOut: null, asOf: { on: tx.today }, firstIssue: null }
    case 'leaving': return moveOut === null ? { person, members: [], household, moveOut, asOf: { on: tx.today }, firstIssue: null } : await leavingBasis(tx, { person, moveOut }, sought)
  }
}

/** Those who leave, as the register stood when the certificate was first issued, or stands now or on the last day here. */
async function leavingBasis(tx: Tx, { person, moveOut }: { readonly person: PersonOnDate; readonly moveOut: MoveOut }, { kind, personId, apartFrom }: Sought): Promise<Basis> {
  const first = moveOut.notificationId === null ? undefined : await findFirstIssue(tx, { kind, filingId: moveOut.notificationId, personId, apartFrom })
  const asOf = dayOfPaper(moveOut, first === undefined ? { on: tx.today } : { on: first.issued_on, knownAt: first.issued_at })
  const before = await findPersonOn(tx, personId, asOf) ?? person
  const household = await findHouseholdOn(tx, before.householdId, asOf)
  const members = (household?.members ?? []).filter((member) => moveOut.personIds.includes(member.personId))
  return {
    person, members, household: household?.members ?? [], moveOut, asOf,
    firstIssue: first === undefined ? null : { issuanceId: first.issuance_id, number: first.number, issuedOn: first.issued_on },
  }
}

export function issuerOf(tx: Tx): Issuer {
  const { prefecture, name, certifier } = tx.office
  return { prefecture, name, certifier, on: tx.today }
}

/** The desk that takes the money and stands in the log. */
export function deskOf(tx: Tx): string {
  return tx.actor.desk ?? tx.actor.section
}

/** The next 発行番号 of a kind in the fiscal year, `R8-JU-000123`; taken and kept in this transaction. */
export async function nextIssuanceNumber(tx: Tx, kind: MarkedKind): Promise<string> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  const serial = await nextNumber(tx, `certificates.${kind}.${year}`)
  return `${era.letter}${era.year}-${markedKinds[kind].letters}-${padNumber(serial, 6)}`
}
