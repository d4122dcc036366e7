import { assert } from '../../kernel/assert.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { ensurePartiesForResidents } from '../../party/index.ts'
import type { BenchTown } from '../../platform/context/manifest.ts'
import { newId } from '../../platform/crypto/index.ts'
import { firstId } from '../../platform/db/db.ts'
import { listResidentIdsOn } from '../../resident/index.ts'
import { raiseCharges } from '../charges.ts'
import { declareLevies } from '../levies.ts'
import { type IssuedSlip, issueSlips } from '../slips.ts'

const levyCode = 'bench-levy'
const due = plainDate('2099-03-31')
/** Slips made in one transaction. */
const slipsOfPage = 2_000

/** Debts of a levy that only the measure knows, each with its slip, page by page. */
export async function* pagesOfSlips(town: BenchTown, count: number): AsyncGenerator<readonly IssuedSlip[]> {
  declareLevies([{ code: levyCode, number: '99', title: '測定用の調定', shortTitle: '測定', article: '1' }])
  let after: string = firstId
  for (let made = 0; made < count;) {
    const page = await town.tx(async (tx) => {
      const residentIds: readonly string[] = await listResidentIdsOn(tx, { after, limit: Math.min(slipsOfPage, count - made) })
      after = residentIds.at(-1) ?? firstId
      const parties = await ensurePartiesForResidents(tx, residentIds)
      const raised = await raiseCharges(tx, residentIds.map((id, index) => ({
        levyCode, sourceId: newId(), instalment: 1, fiscalYear: fiscalYear(2098), partyId: parties.get(id) ?? '', subjectId: null, noticeNo: null, dueOn: due, amount: yen(1_000 + index),
      })))
      const issued = await issueSlips(tx, raised.chargeIds.map((chargeId) => ({ chargeIds: [chargeId], usableUntil: due })))
      assert(issued.ok, 'a slip before its due date needs no rate')
      return issued.value.filter((slip) => slip !== null)
    })
    made += page.length
    yield page
  }
}

/** The same all together. */
export async function makeSlips(town: BenchTown, count: number): Promise<IssuedSlip[]> {
  const slips: IssuedSlip[] = []
  for await (const page of pagesOfSlips(town, count)) slips.push(...page)
  return slips
}
