import { printDate } from '../../kernel/wareki.ts'
import { addressText } from '../model.ts'
import { fromOffice } from '../notification/examples.ts'
import { surroundAmendment } from '../notification/facts.ts'
import { filingKind } from '../notification/kind.ts'
import { findExampleHead } from '../notification/example-store.ts'
import { listHouseholdsOn, lookUpTown } from '../queries.ts'
import { AddressRenumbering, renumberingKinds } from './inputs.ts'
import { decideRenumbering } from './rules/renumbering.ts'

/** New wording of an address where nobody moved — 住居表示等による修正. A case of bulk work files one for each household. */
export const addressRenumbering = filingKind({
  kind: 'address-renumbering', title: '住居表示等による修正', input: AddressRenumbering,
  eventDayOf: (filed) => filed.changedOn,
  personsNamedIn: (filed) => filed.personIds,
  async factsFor(tx, filed, deciding) {
    const { block, isKept } = await lookUpTown(tx, filed.address.town)
    return { ...await surroundAmendment(tx, { day: filed.changedOn, personIds: filed.personIds }, deciding), isTownKnown: block !== undefined || !isKept }
  },
  decide: decideRenumbering,
  words: {
    dayTitle: '実施日',
    facts: (filed) => [{ item: '変更の別', value: renumberingKinds[filed.reason] }, { item: '告示', value: filed.announcement }],
    after: (filed) => `${addressText(filed.address)}（${printDate(filed.changedOn, 'short')}から）`,
  },
  async example(tx) {
    const found = await findExampleHead(tx)
    const [household] = found === undefined ? [] : await listHouseholdsOn(tx, [found.householdId])
    const head = household?.members.find((member) => member.personId === found?.personId)
    if (household === undefined || head === undefined) return null
    const personIds = household.members.filter((member) => addressText(member.address) === addressText(head.address)).map((member) => member.personId)
    return { ...fromOffice, changedOn: tx.today, notifiedOn: tx.today, reason: 'lot-number', announcement: '見本の告示', personIds, address: { ...head.address, number: otherNumber(head.address.number) } }
  },
})

/** For an example: a sub-number is given, and taken away by the next one. */
function otherNumber(number: string): string {
  return number.endsWith('の2') ? number.slice(0, -2) : `${number}の2`
}
