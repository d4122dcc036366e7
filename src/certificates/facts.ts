import { fiscalYearOf, startOfFiscalYear } from '../kernel/plain-date.ts'
import { fromGregorian } from '../kernel/wareki.ts'
import type { GuardAnswer, Tx } from '../platform/command/tx.ts'
import { digestOfJson } from '../platform/crypto/index.ts'
import { nextNumber, padNumber } from '../platform/number/index.ts'
import { findHouseholdOn, findPersonOn, isResident, listHistory, type Snapshot } from '../resident/index.ts'
import { documentKinds, type CopyRequest, type DocumentKind } from './model.ts'
import type { CopyFacts } from './rules/request.ts'
import type { Issuer } from './rules/sheet.ts'

/** Everything one paper is computed from, read once. */
export interface LoadedFacts extends CopyFacts {
  readonly history: readonly Snapshot[]
  /** What the protection register said, asked now, of everyone in the household. */
  readonly guarded: ReadonlyMap<string, GuardAnswer>
  /** Digest over town, person and everything recorded of the household: what the clerk saw is what is printed. */
  readonly shown: string
}

/** Reads person, household and protection today; undefined where the town has no such person. */
export async function loadFacts(tx: Tx, request: Pick<CopyRequest, 'personId' | 'items'>): Promise<LoadedFacts | undefined> {
  const found = await findPersonOn(tx, request.personId)
  if (found === undefined) return undefined
  const household = isResident(found) ? await findHouseholdOn(tx, found.householdId) : undefined
  // Printed facts come from one statement: the household's.
  const members = household?.members ?? []
  const person = members.find((member) => member.personId === found.personId) ?? found
  const history = request.items.includes('history') ? await listHistory(tx, request.personId) : []
  const guarded = await tx.services.guardAnswer(tx, [person.personId, ...members.map((member) => member.personId)])
  return { person, members, history, guarded, shown: digestOfJson([tx.office.code, person.personId, members]) }
}

export function issuerOf(tx: Tx): Issuer {
  const { prefecture, name, mayorTitle, mayor } = tx.office
  return { prefecture, name, mayorTitle, mayor, on: tx.today }
}

/** The desk that takes the money and stands in the log. */
export function deskOf(tx: Tx): string {
  return tx.actor.desk ?? tx.actor.section
}

/** The next 発行番号 of a kind in the fiscal year, `R8-JU-000123`; taken and kept in this transaction. */
export async function nextIssuanceNumber(tx: Tx, kind: DocumentKind): Promise<string> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  const serial = await nextNumber(tx, `certificates.${kind}.${year}`)
  return `${era.letter}${era.year}-${documentKinds[kind].letters}-${padNumber(serial, 6)}`
}
