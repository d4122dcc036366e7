import type { Yen } from '../../kernel/yen.ts'
import { elapsedMs, townDay, townTime } from '../../platform/clock/index.ts'
import type { RefusedAndRemembered, Tx } from '../../platform/command/tx.ts'
import { refuseProtected } from '../../platform/guard/index.ts'
import { listHistory } from '../../resident/index.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { outputOf } from '../draw.ts'
import { loadFacts, type LoadedFacts } from '../facts.ts'
import { plainRequest } from '../inputs.ts'
import { feeLawOn, type KioskLaw } from '../law.ts'
import { foreignItems, type CopyRequest } from '../model.ts'
import { checkRequest, subjectsOf } from '../rules/request.ts'
import { findCardBySerial } from './card-store.ts'
import { kioskItems, type KioskCard, type KioskForm, type KioskRequest, type KioskScope } from './model.ts'
import { findObstacle, type Obstacle } from './rules/standing.ts'
import { isServed } from './rules/service.ts'
import { lawToday, tell, type Said } from './said.ts'
import { findKioskStop } from './stop.ts'
import { findCancellation } from './store.ts'

/** A request that may be met: whose card, what is known of the person, what is printed, and for how much. */
export interface Judged { readonly ok: true; readonly card: KioskCard; readonly facts: LoadedFacts; readonly request: CopyRequest; readonly feeYen: Yen }

/** Judges a request by what stands at this moment, from the general to the particular: nothing of a person is told before the guard was asked — 請求の審査. */
export async function judge(tx: Tx, asked: KioskRequest): Promise<Judged | RefusedAndRemembered> {
  const law = lawToday(tx)
  const shut = await whyShut(tx, asked, law)
  if (shut !== undefined) return tell(tx, asked, shut)
  const offered = law.forms.find((row) => row.form === asked.form)
  if (offered === undefined || asked.items.some((item) => !kioskItems[asked.form].includes(item))) return tell(tx, asked, { code: 'kiosk-form-not-offered', cause: 'kiosk-form-not-offered' })
  const card = await findCardBySerial(tx, asked.cardSerial)
  const lapsed = whyCardFails(card, tx.today)
  if (card === undefined || lapsed !== undefined) return tell(tx, asked, { code: 'kiosk-card', cause: lapsed ?? 'card-unknown', card })
  const facts = await loadFacts(tx, { kind: kindOf(asked.form), personId: card.personId, items: [] })
  if (facts === undefined) return tell(tx, asked, { code: 'kiosk-at-counter', cause: 'not-resident', card })
  const request = copyRequestOf(asked, facts)
  const stopped = await whyNot(tx, { asked, facts, request, law, feeYen: offered.feeYen })
  return stopped === undefined ? { ok: true, card, facts, request, feeYen: offered.feeYen } : tell(tx, asked, { ...stopped, card })
}

/** What keeps everybody out at this moment. */
async function whyShut(tx: Tx, asked: KioskRequest, law: KioskLaw): Promise<Said | undefined> {
  if (await findKioskStop(tx) !== undefined) return { code: 'kiosk-stopped', cause: 'kiosk-stopped' }
  if (await findCancellation(tx, asked.requestId) !== undefined) return { code: 'kiosk-cancelled', cause: 'kiosk-cancelled' }
  if (Math.abs(elapsedMs(asked.askedAt, tx.now)) > law.terms.answerSeconds * 1000) return { code: 'kiosk-too-late', cause: 'kiosk-too-late' }
  return isServed(tx.today, townTime(tx.now), law) ? undefined : { code: 'kiosk-closed', cause: 'kiosk-closed' }
}

function whyCardFails(card: KioskCard | undefined, today: PlainDate): string | undefined {
  if (card === undefined) return 'card-unknown'
  if (card.state === 'stopped') return 'card-stopped'
  return card.validUntil < today ? 'card-expired' : undefined
}

const saidOf: Readonly<Record<Obstacle, Said['code']>> = { 'not-resident': 'kiosk-at-counter', 'too-young': 'kiosk-too-young', 'moving-out': 'kiosk-moving-out', 'moved-in-today': 'kiosk-moved-in-today' }

interface Case { readonly asked: KioskRequest; readonly facts: LoadedFacts; readonly request: CopyRequest; readonly law: KioskLaw; readonly feeYen: Yen }

async function whyNot(tx: Tx, { asked, facts, request, law, feeYen }: Case): Promise<Said | undefined> {
  const guarded = await refuseAtKiosk(tx, asked.form, facts)
  if (guarded !== undefined) return { code: 'kiosk-at-counter', cause: guarded.refusals[0]?.code ?? 'guard.protected' }
  const obstacle = findObstacle({ person: facts.person, subjects: subjectsOf(facts, request), enteredOn: await enteredOn(tx, facts.person.personId) }, tx.today, law.terms)
  if (obstacle !== undefined) return { code: saidOf[obstacle], cause: obstacle }
  const { certifier } = tx.office
  if (certifier.name.trim() === '' || certifier.title.trim() === '') return { code: 'kiosk-at-counter', cause: 'certificates.no-certifier' }
  const fees = { ...feeLawOn(tx.today, tx.office.ordinanceOn(tx.today)), feeOf: () => feeYen }
  const [refused] = asked.form === 'seal-registration-certificate' ? [] : checkRequest(facts, request, fees)
  return refused === undefined ? undefined : { code: 'kiosk-at-counter', cause: refused.code }
}

/** The gate for a paper at a kiosk: asked for the form itself and for the form at kiosks, so that a block of either stops it; the household's address is one. */
export async function refuseAtKiosk(tx: Tx, form: KioskForm, facts: Pick<LoadedFacts, 'person' | 'members' | 'household'>): Promise<RefusedAndRemembered | undefined> {
  const personIds = [...new Set([facts.person, ...facts.members, ...facts.household].map((person) => person.personId))]
  for (const output of [paperOutputOf(form), kioskOutputOf(form)]) {
    const stopped = await refuseProtected(tx, { output, personIds, recipient: 'kiosk' })
    if (stopped !== undefined) return stopped
  }
  return undefined
}

/** The output that the manifest declares for a form at kiosks. */
export function kioskOutputOf(form: KioskForm): string {
  return `certificates.kiosk-${form}`
}

/** The output of the same paper at the counter. */
export function paperOutputOf(form: KioskForm): string {
  return form === 'seal-registration-certificate' ? 'seal.certificate' : outputOf(form)
}

/** Facts are read as for a copy of the record, also where the seal is certified. */
export function kindOf(form: KioskForm): 'resident-record-copy' | 'record-items' {
  return form === 'record-items' ? 'record-items' : 'resident-record-copy'
}

/** The request as the counter would enter it: asked for by the holder of the card; an item that nobody on the paper has is left out. */
export function copyRequestOf({ form, scope, items, copies }: { readonly form: KioskForm; readonly scope: KioskScope; readonly items: KioskRequest['items']; readonly copies: number }, facts: Pick<LoadedFacts, 'person' | 'members'>): CopyRequest {
  const { personId } = facts.person
  const base = { ...plainRequest(personId), kind: kindOf(form), delivery: 'kiosk' as const, copies, scope: scope === 'self' ? 'persons' as const : 'household' as const, subjectIds: scope === 'self' ? [personId] : [] }
  const isForeign = subjectsOf(facts, base).some((subject) => subject.residentType === 'foreign')
  return { ...base, items: items.filter((item) => isForeign || !foreignItems.has(item)) }
}

const moveIns: ReadonlySet<string> = new Set(['move-in-domestic', 'move-in-from-abroad'])

/** Days on which the moves of a person into the town were first entered; a later event records them again and moves nothing. */
async function enteredOn(tx: Tx, personId: string): Promise<readonly PlainDate[]> {
  const first = new Map<PlainDate, PlainDate>()
  for (const { source, validFrom, recordedAt } of await listHistory(tx, personId)) {
    const day = townDay(recordedAt)
    const known = first.get(validFrom)
    if (moveIns.has(source.event) && (known === undefined || day < known)) first.set(validFrom, day)
  }
  return [...first.values()]
}
