import { addressText, type Address } from '../../model.ts'
import { refusals } from '../../refusals.ts'
import { amendmentEntry, type Amendment } from '../../rules/amendment.ts'
import { checkDays, checkNamedOnce, checkPerson, Findings, standingOn, type Surroundings } from '../../rules/checks.ts'
import type { EntryDecision, FreshIds } from '../../rules/entry.ts'
import { renumberingKinds, type AddressRenumbering } from '../inputs.ts'
import type { TownChange } from '../model.ts'

export interface RenumberingFacts extends Surroundings {
  /** The dictionary, or the case that is being carried out, has the new town; true where no dictionary is kept. */
  readonly isTownKnown: boolean
}

/**
 * Decides the new wording of an address of persons who did not move — 軽微な修正（住居表示・町名地番の変更）.
 * The day on which they came to live there and everything else stays as it is.
 * @law basic-resident-registration-act-enforcement-regulation 11(3)(2)
 * @law residential-indication-act 3
 */
export function decideRenumbering(filing: AddressRenumbering, facts: RenumberingFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const day = filing.changedOn
  findings.add(...checkDays({ event: day, notified: filing.notifiedOn, eventField: '/changedOn' }, facts, false), ...checkNamedOnce(filing.personIds, '/personIds'))
  filing.personIds.forEach((personId, index) => { findings.add(...checkPerson(personId, { day, field: `/personIds/${index}`, eventField: '/changedOn' }, facts)) })
  const amendments = filing.personIds.flatMap((personId): Amendment[] => {
    const before = standingOn(personId, day, facts)
    return before === undefined ? [] : [{ personId, before, patch: { address: filing.address }, event: 'address-renumbering' }]
  })
  const [first] = amendments
  if (first === undefined) return findings.refused()
  const isTogether = amendments.every(({ before }) => before.householdId === first.before.householdId && addressText(before.address) === addressText(first.before.address))
  findings.add(
    !isTogether && refusals.refusal('renumbering-apart', { field: '/personIds' }),
    addressText(first.before.address) === addressText(filing.address) && refusals.refusal('renumbering-changes-nothing', { field: '/address' }),
    !facts.isTownKnown && refusals.refusal('confirm-town-unknown', { field: '/address/town', town: filing.address.town }),
  )
  if (!findings.isEmpty) return findings.refused()
  const evidence = `${renumberingKinds[filing.reason]}（${filing.announcement}）`
  return { ok: true, entry: amendmentEntry(amendments, { day, notifiedOn: filing.notifiedOn, notificationId: ids.notificationId, cause: 'address-renumbering', evidence, notices: [] }) }
}

/**
 * The new address that the dictionary gives for an old one; null where it leaves the number to be filled in — 新旧の対照による住所.
 * The row of the very lot goes before that of the whole town.
 * @decides nothing
 */
export function newAddressOf(old: Address, changes: readonly TownChange[]): Address | null {
  const ofTown = changes.filter((change) => change.oldTown === old.town)
  const change = ofTown.find((one) => one.oldNumber === old.number) ?? ofTown.find((one) => one.oldNumber === null)
  const number = change?.newNumber ?? (change?.oldNumber === null ? old.number : null)
  if (change === undefined || number === null) return null
  return { ...old, town: change.newTown, number, postalCode: change.newPostalCode ?? old.postalCode, townBlockId: change.newBlockId }
}

/**
 * Whether the dictionary of a case speaks of an address.
 * @decides nothing
 */
export function isConcerned(old: Address, changes: readonly TownChange[]): boolean {
  return changes.some((change) => change.oldTown === old.town && (change.oldNumber === null || change.oldNumber === old.number))
}
