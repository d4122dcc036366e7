import { accept, refused, type Accepted, type Refusal, type Refused } from '../kernel/outcome.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { isResident } from '../resident/index.ts'
import { inkOf, loadFacts, namesOf, neighboursOf, nextCardNumber, nextRegistrationNumber, personForRule, type SealFacts } from './facts.ts'
import type { ApplicationInput } from './inputs.ts'
import { lawToday, type SealLaw } from './law.ts'
import { millimetres, type Application, type Imprint, type Registration } from './model.ts'
import { refusal } from './refusals.ts'
import { whyNotEligible, whyNotVouching, type Coming, type NotEligible } from './rules/eligibility.ts'
import { mustBeToldApart, whyNotAdmissible, type NotAdmissible } from './rules/imprint.ts'
import { showsName } from './rules/names.ts'
import { findByNumber, insertRegistration, listImprints, lockSealOf } from './store.ts'

// One application, whatever the way: every reason against it is collected, then it becomes a registration or a letter.

/** An application without anything against it. */
export interface Judged { readonly facts: SealFacts; readonly application: Application }

/** Looks at person and imprint together and gathers every reason against the registration — 登録申請の審査. */
export async function judge(tx: Tx, input: ApplicationInput, coming: Coming): Promise<Accepted<Judged> | Refused> {
  await lockSealOf(tx, input.personId)
  const facts = await loadFacts(tx, input.personId)
  if (facts === undefined) return refused([refusal('person-not-found', { field: '/personId' })])
  const [imprint] = await listImprints(tx, [input.imprintId])
  if (imprint === undefined || imprint.personId !== input.personId) return refused([refusal('imprint-not-found', { field: '/imprintId' })])
  const law = lawToday(tx)
  const [nearest] = await neighboursOf(tx, facts, await inkOf(tx, imprint))
  const alikePercent = nearest?.alikePercent ?? null
  const refusals = [...personRefusals(tx, facts, coming), ...imprintRefusals(imprint, input, law), ...nameRefusals(facts, input), ...likenessRefusals(alikePercent, input, law)]
  if (refusals.length > 0) return refused(refusals)
  const { personId, imprintId, shownText, katakanaName, agentName, distinctReason } = input
  return accept({ facts, application: { personId, imprintId, shownText, katakanaName, agentName, alikePercent, distinctReason } })
}

const fieldsOf: Partial<Record<NotEligible, string>> = { 'capacity-doubtful': '/isCapacityConfirmed', 'agent-needs-letter': '/agentName', 'ward-by-agent': '/agentName', 'ward-without-agent': '/isStatutoryAgentPresent' }

/** Reasons in the person, with the field that answers them. */
export function personRefusals(tx: Tx, facts: SealFacts, coming: Coming): readonly Refusal[] {
  const law = lawToday(tx)
  return whyNotEligible(personForRule(facts, tx.today), coming, { on: tx.today, law }).map((why) => refusal(why, { field: fieldsOf[why] ?? '/personId', age: law.minimumAge }))
}

function imprintRefusals(imprint: Imprint, input: ApplicationInput, law: SealLaw): readonly Refusal[] {
  const size = `${millimetres(imprint.widthTenths)}×${millimetres(imprint.heightTenths)}`
  return whyNotAdmissible(imprint, { faults: input.faults, frameReason: input.frameReason }, law).map((why) => refusal(why, {
    field: fieldOfImprint(why), size, limit: why === 'imprint-too-small' ? law.imprintSize.fitsInMm : law.imprintSize.withinMm, percent: imprint.framePercent,
  }))
}

function fieldOfImprint(why: NotAdmissible): string {
  if (why === 'frame-broken') return '/frameReason'
  return why === 'imprint-too-small' || why === 'imprint-too-large' ? '/imprintId' : '/faults'
}

function nameRefusals({ person }: SealFacts, { shownText, katakanaName }: Pick<ApplicationInput, 'shownText' | 'katakanaName'>): readonly Refusal[] {
  if (katakanaName !== null && person.residentType !== 'foreign') return [refusal('katakana-for-foreign', { field: '/katakanaName' })]
  return showsName(shownText, namesOf(person, katakanaName)) ? [] : [refusal('name-not-shown', { field: '/shownText', text: shownText })]
}

function likenessRefusals(alikePercent: number | null, { distinctReason }: ApplicationInput, law: SealLaw): readonly Refusal[] {
  return mustBeToldApart(alikePercent, law) && distinctReason === null ? [refusal('too-alike', { field: '/distinctReason', percent: alikePercent ?? 0 })] : []
}

/** Whoever vouches, by the number on the letter of guarantee. */
export async function findGuarantor(tx: Tx, number: string | null, applicantId: string): Promise<{ readonly id: string | null; readonly refusals: readonly Refusal[] }> {
  if (number === null) return { id: null, refusals: [refusal('guarantor-missing', { field: '/guarantorNumber' })] }
  const found = await findByNumber(tx, number)
  const facts = found && (await loadFacts(tx, found.personId))
  const why = whyNotVouching(found && facts ? { personId: found.personId, isLive: found.state === 'live', isResident: isResident(facts.person) } : null, applicantId)
  return { id: found?.registrationId ?? null, refusals: why === null ? [] : [refusal(why, { field: '/guarantorNumber', number })] }
}

export interface Registered { readonly registrationId: string; readonly registrationNumber: string; readonly cardNumber: string }

/** Enters the registration with its first card — 登録と印鑑登録証の交付. */
export async function enterRegistration(tx: Tx, { facts, application }: Judged, how: Pick<Registration, 'way' | 'guarantorId'>): Promise<Registered> {
  const { personId, imprintId, shownText, katakanaName, agentName, alikePercent, distinctReason } = application
  const registration: Registration = {
    registrationId: newId(), version: 1, registrationNumber: await nextRegistrationNumber(tx), cardNumber: await nextCardNumber(tx), personId, imprintId, shownText, judged: namesOf(facts.person, katakanaName), ...how,
    agentName, alikePercent, distinctReason, registeredOn: tx.today, state: 'live', event: 'registered', reason: null, note: null, isAutomatic: false, validFrom: tx.today, validTo: null, recordedAt: tx.now, recordedTo: null,
    recordedByName: tx.actor.name,
  }
  await insertRegistration(tx, registration)
  const { registrationId, registrationNumber, cardNumber } = registration
  return { registrationId, registrationNumber, cardNumber }
}
