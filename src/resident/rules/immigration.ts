import type { ImmigrationNotice } from '../inputs.ts'
import type { Immigration, PersonFacts } from '../model.ts'
import { refusals } from '../refusals.ts'
import { amendmentEntry, changesNothing, type Amendment, type AmendmentFacts } from './amendment.ts'
import { checkDays, checkImmigration, checkKana, checkName, checkPerson, Findings, standingOn } from './checks.ts'
import type { EntryDecision, FreshIds } from './entry.ts'

export interface ImmigrationFacts extends AmendmentFacts {
  /** Who bears the card number of the notice here; undefined where nobody does. */
  readonly cardBearer: string | undefined
}

/**
 * Decides what a notice of the Immigration Services Agency changes: status, period, day of expiry, card, nationality, name — 入管庁長官の通知.
 * Whoever is no longer within the Act is removed by the office; a day of expiry alone never removes anybody.
 * @law basic-resident-registration-act 30-50
 * @law basic-resident-registration-act 30-45
 */
export function decideImmigrationNotice(filing: ImmigrationNotice, facts: ImmigrationFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const day = filing.changedOn
  findings.add(...checkDays({ event: day, notified: filing.notifiedOn, eventField: '/changedOn' }, facts, false))
  findings.add(...checkPerson(filing.personId, { day, field: '/personId', eventField: '/changedOn' }, facts))
  const before = standingOn(filing.personId, day, facts)
  if (before === undefined) return findings.refused()
  if (before.residentType !== 'foreign') {
    findings.add(refusals.refusal('not-foreign-resident', { field: '/personId' }))
    return findings.refused()
  }
  const { nationality, ...immigration } = filing.foreign
  const amendment: Amendment = { personId: filing.personId, before, patch: patchOf(filing, { nationality, immigration }), event: 'immigration-notice' }
  findings.add(
    changesNothing(amendment) && refusals.refusal('nothing-changes', { field: '/foreign' }),
    immigration.category.startsWith('transitional') && immigration.category !== before.immigration?.category && refusals.refusal('category-not-by-notice', { field: '/foreign/category' }),
    ...checkImmigration(immigration, day, '/foreign'),
    facts.cardBearer !== undefined && facts.cardBearer !== filing.personId && refusals.refusal('card-of-another', { field: '/foreign/cardNumber' }),
    filing.name !== null && checkName(filing.name, '/name'), ...checkKana(filing.kana, '/kana'),
  )
  if (!findings.isEmpty) return findings.refused()
  return { ok: true, entry: amendmentEntry([amendment], { day, notifiedOn: filing.notifiedOn, notificationId: ids.notificationId, cause: 'immigration-notice', evidence: '入管庁長官の通知', notices: [] }) }
}

function patchOf(filing: ImmigrationNotice, told: { readonly nationality: string; readonly immigration: Immigration }): Partial<PersonFacts> {
  return { ...told, ...(filing.name === null ? {} : { name: filing.name }), ...(filing.kana === null ? {} : { kana: filing.kana }) }
}
