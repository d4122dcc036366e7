import { sha256Hex } from '../../platform/crypto/index.ts'
import { nationalClosedDays } from '../../legislation/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { registerLawOn } from '../law.ts'
import type { Snapshot } from '../model.ts'
import { fromOffice } from '../notification/examples.ts'
import { entryLevels, guardAnswer } from '../protection/answer.ts'
import { listPersonsInDrafts } from '../queries.ts'
import type { RegisterEntry } from '../rules/entry.ts'
import { snapshotOn } from '../rules/history.ts'
import { lockTimelines } from '../store.ts'
import type { AddressRenumbering } from './inputs.ts'
import type { Renumbering, RenumberingLine } from './model.ts'
import { decideRenumbering, type RenumberingFacts } from './rules/renumbering.ts'

/**
 * The state of a record as a short mark: it is another as soon as anything is recorded of the person — 状態印.
 * Derived from ids and versions alone, so that it tells nothing on paper.
 */
export function stampOf(snapshot: Pick<Snapshot, 'personId' | 'historyNo' | 'version' | 'recordedAt'>): string {
  return sha256Hex(`${snapshot.personId}/${snapshot.historyNo}/${snapshot.version}/${snapshot.recordedAt}`).slice(0, 10)
}

/** Why a line is listed and left for a hand; the words stand on the list. */
export const listedReasons = {
  'no-address': '新しい住所が入っていません',
  changed: '抽出のあとに記録が変わりました',
  charge: '責任者が扱う記録です',
} as const

/** What would become of a line now. */
export interface CheckedLine {
  readonly line: RenumberingLine
  /** Null where it would be updated. */
  readonly listed: string | null
  readonly plannedMoveOut: boolean
}

/** Lines as they stand now, and what a filing for some of them would write. */
export interface CheckedLines {
  readonly lines: readonly CheckedLine[]
  entryOf(filing: AddressRenumbering, notificationId: string): RegisterEntry
}

const acknowledgedInBulk = (personIds: readonly string[]) => personIds.map((_id, index) => ({ code: 'resident.confirm-retroactive', field: `/personIds/${index}`, reason: '一括更新。あとの記録にも、新しい住所を引き継ぐ' }))

/** The filing of a case for persons of one household. */
export function filingOf(tx: Pick<Tx, 'today'>, one: Renumbering, lines: readonly RenumberingLine[]): AddressRenumbering {
  const personIds = lines.map((line) => line.personId)
  return { ...fromOffice, acknowledged: acknowledgedInBulk(personIds), changedOn: one.effectiveOn, notifiedOn: tx.today, reason: one.kind, announcement: one.announcement, personIds, address: lines[0]!.newAddress!, oneStopId: null }
}

/**
 * Looks at lines on the rows of this moment: what changed since the extraction, what is protected, in a draft or otherwise
 * stopped is listed and never overwritten — 更新前の確かめ. The same rule as for a single filing decides.
 */
export async function checkLines(tx: Tx, one: Renumbering, lines: readonly RenumberingLine[]): Promise<CheckedLines> {
  const facts = await factsFor(tx, one, lines)
  const checked = lines.map((line): CheckedLine => {
    const today = snapshotOn(facts.timelines.get(line.personId) ?? [], tx.today)
    return { line, listed: listedReason(tx, one, { line, today, facts }), plannedMoveOut: today?.facts.plannedMoveOutOn !== null && today !== undefined }
  })
  return {
    lines: checked,
    entryOf(filing, notificationId) {
      const decided = decideRenumbering(filing, facts, { notificationId, householdId: notificationId, personIds: [] })
      if (!decided.ok) throw new Error('a household is decided as each of its members was')
      return decided.entry
    },
  }
}

async function factsFor(tx: Tx, one: Renumbering, lines: readonly RenumberingLine[]): Promise<RenumberingFacts> {
  const personIds = lines.map((line) => line.personId)
  const timelines = await lockTimelines(tx, personIds)
  const answers = await guardAnswer(tx, personIds)
  const byDuty = new Set(lines.filter((line) => line.byDuty).map((line) => line.personId))
  return {
    today: tx.today, townCode: tx.office.code, isPracticeTown: tx.office.environment === 'practice', closedDays: nationalClosedDays, law: registerLawOn(one.effectiveOn, tx.office.ordinanceOn(one.effectiveOn)), timelines,
    inDraft: new Set((await listPersonsInDrafts(tx, personIds)).map((draft) => draft.personId)),
    withheld: new Set([...answers.values()].filter((answer) => !answer.mayReveal && !byDuty.has(answer.personId)).map((answer) => answer.personId)),
    suppressed: await entryLevels(tx, personIds), isTownKnown: true,
  }
}

interface Looked { readonly line: RenumberingLine; readonly today: Snapshot | undefined; readonly facts: RenumberingFacts }

function listedReason(tx: Tx, one: Renumbering, { line, today, facts }: Looked): string | null {
  if (facts.withheld.has(line.personId)) return listedReasons.charge
  if (today === undefined || stampOf(today) !== line.stamp) return listedReasons.changed
  if (line.newAddress === null) return listedReasons['no-address']
  const early = one.effectiveOn > tx.today
  // Before its day a case is looked at as it will be on it.
  const decided = decideRenumbering(filingOf(early ? { today: one.effectiveOn } : tx, one, [line]), early ? { ...facts, today: one.effectiveOn } : facts, { notificationId: line.personId, householdId: line.householdId, personIds: [] })
  return decided.ok ? null : decided.refusals[0]?.message ?? null
}
