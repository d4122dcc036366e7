import type { Refusal } from '../../kernel/outcome.ts'
import { commonNameRequests, type CommonName } from '../inputs.ts'
import type { PersonFacts, RegisterEvent, Snapshot } from '../model.ts'
import { refusals } from '../refusals.ts'
import { amendmentEntry, type AmendmentFacts } from './amendment.ts'
import { checkDays, checkKana, checkName, checkPerson, Findings, standingOn } from './checks.ts'
import type { EntryDecision, FreshIds } from './entry.ts'

const events = { entry: 'common-name-entry', deletion: 'common-name-deletion' } as const satisfies Record<CommonName['request'], RegisterEvent>

/**
 * Decides a request about the name a foreign resident goes by: enter or delete — 通称の記載・削除.
 * One only, and only with something that shows it is used; the history keeps each entry and each deletion with its day.
 * @law basic-resident-registration-act-enforcement-order 30-16
 * @law basic-resident-registration-act-enforcement-order 30-17
 */
export function decideCommonName(filing: CommonName, facts: AmendmentFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const day = filing.notifiedOn
  findings.add(...checkDays({ event: day, notified: day, eventField: '/notifiedOn' }, facts, true))
  findings.add(...checkPerson(filing.personId, { day, field: '/personId', eventField: '/notifiedOn' }, facts))
  const before = standingOn(filing.personId, day, facts)
  if (before === undefined) return findings.refused()
  const isDeletion = filing.request === 'deletion'
  findings.add(before.residentType !== 'foreign' && refusals.refusal('common-name-of-japanese', { field: '/personId' }))
  findings.add(...(isDeletion ? [before.commonName === null && refusals.refusal('common-name-none', { field: '/request' })] : checkEntry(filing, before, facts.timelines.get(filing.personId) ?? [])))
  if (!findings.isEmpty) return findings.refused()
  const patch = { commonName: isDeletion ? null : filing.commonName, commonNameKana: isDeletion ? null : filing.commonNameKana }
  const how = { day, notifiedOn: day, notificationId: ids.notificationId, cause: events[filing.request], evidence: `申出（${commonNameRequests[filing.request]}）`, notices: [] }
  return { ok: true, entry: amendmentEntry([{ personId: filing.personId, before, patch, event: events[filing.request] }], how) }
}

function checkEntry(filing: CommonName, before: PersonFacts, timeline: readonly Snapshot[]): readonly (Refusal | false)[] {
  if (before.commonName !== null) return [refusals.refusal('common-name-recorded', { field: '/request' })]
  const { commonName, commonNameKana, proof } = filing
  if (commonName === null) return [refusals.refusal('common-name-missing', { field: '/commonName' })]
  return [
    checkName(commonName, '/commonName'),
    commonNameKana === null && refusals.refusal('kana-missing', { field: '/commonNameKana' }),
    ...checkKana(commonNameKana, '/commonNameKana'),
    commonName === before.name && refusals.refusal('common-name-is-name', { field: '/commonName' }),
    proof === null && refusals.refusal('common-name-proof-missing', { field: '/proof' }),
    timeline.some((snapshot) => snapshot.validFrom <= filing.notifiedOn && snapshot.facts.commonName !== null) && refusals.refusal('confirm-common-name-again', { field: '/commonName' }),
  ]
}
