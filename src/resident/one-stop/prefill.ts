import { addressFields } from './address.ts'
import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay } from '../../platform/clock/index.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listTownBlocks } from '../queries.ts'
import { contentOf } from './inbox.ts'
import { candidatesOf, knownRefs, type Candidates } from './matching.ts'
import { mayHandle } from './may-handle.ts'
import type { Arrival, HandOver, ItemContent, PortalApplication } from './messages.ts'
import type { Item, ItemKind } from './model.ts'
import { oneStopRefusals } from './refusals.ts'
import { findItem } from './store.ts'

/** Fields of a form with what was announced; 個人番号 and 住民票コード never among them. */
export type Prefilled = readonly (readonly [string, string])[]

/** A day as a clerk types it: `R8.6.10`. */
const typed = (day: PlainDate): string => printDate(day, 'letter')

/** The fields that an announced move fills in its form, and whom of the register they speak of — 用紙の下書き. */
export async function prefillFrom(tx: Tx, itemId: string, kinds: readonly ItemKind[]): Promise<Outcome<{ readonly fields: Prefilled; readonly personIds: readonly string[] }>> {
  const item = await findItem(tx, itemId)
  if (item === undefined || !kinds.includes(item.kind)) return oneStopRefusals.refuse('one-stop-not-found')
  if (!mayHandle(tx, item)) return oneStopRefusals.refuse('one-stop-protected')
  const { content, sentAt } = await contentOf(tx, item)
  if (content === undefined) return oneStopRefusals.refuse('one-stop-decided', { state: '期限切れ' })
  const [candidates = []] = await candidatesOf(tx, [content])
  const refs = await knownRefs(tx, content)
  const blocks = (await listTownBlocks(tx)).map((block) => block.town)
  const fields = fieldsOf(item, content, { candidates, refs, blocks, appliedOn: townDay(sentAt ?? item.receivedAt), today: tx.today })
  return accept({ fields: [['oneStopId', itemId], ...fields], personIds: [...new Set([...refs, ...candidates.flatMap((one) => one.personIds)])] })
}

interface Around { readonly candidates: readonly Candidates[]; readonly refs: readonly string[]; readonly blocks: readonly string[]; readonly appliedOn: PlainDate; readonly today: PlainDate }

function fieldsOf(item: Pick<Item, 'kind' | 'origin'>, content: ItemContent, around: Around): Prefilled {
  if (content.type === 'arrival') return noticeFields(content, around)
  if (content.type === 'hand-over') return [...arrivalFields(content, item.origin === 'paper' ? 'moving-out-certificate' : 'one-stop', around), ...content.persons.flatMap((person, row) => handedOverFields(person, row, around.candidates[row]))]
  if (item.kind === 'moving-in') return [...arrivalFields(content, 'one-stop', around), ...announcedFields(content)]
  const chosen = onlyCandidates(around.candidates).map((personId): [string, string] => ['personIds', personId])
  const common: Prefilled = [['movedOn', typed(content.movedOn)], ['notifiedBy.relation', 'self'], ['notifiedBy.identityProof', 'individual-number-card'], ...chosen]
  if (item.kind === 'relocation') return [...common, ...addressFields(content.to.address, around.blocks)]
  return [...common, ['notifiedOn', typed(around.appliedOn)], ['isCardBased', 'yes'], ['to.kind', content.to.kind], ['to.municipalityCode', content.to.municipalityCode ?? ''], ['to.address', content.to.address]]
}

/** Whoever is the one candidate of a line; of several nobody is taken. */
function onlyCandidates(candidates: readonly Candidates[]): readonly string[] {
  return [...new Set(candidates.flatMap((one) => (one.personIds.length === 1 ? one.personIds : [])))]
}

function noticeFields(content: Arrival, { refs }: Around): Prefilled {
  return [
    ['movedInOn', typed(content.movedInOn)], ['notifiedBy.relation', 'other'], ['notifiedBy.identityProof', 'none'], ['to.municipalityCode', content.to.municipalityCode ?? ''], ['to.address', content.to.address],
    ...refs.map((personId): [string, string] => ['personIds', personId]),
  ]
}

function arrivalFields(content: HandOver | PortalApplication, evidence: 'one-stop' | 'moving-out-certificate', around: Around): Prefilled {
  return [
    ['movedOn', content.movedOn <= around.today ? typed(content.movedOn) : ''], ['plannedMoveOutOn', typed(content.movedOn)], ['evidence', evidence], ['from.kind', 'domestic'], ['from.municipalityCode', content.from.municipalityCode ?? ''], ['from.address', content.from.address],
    ['notifiedBy.relation', 'self'], ['notifiedBy.identityProof', 'individual-number-card'], ...addressFields(content.to.address, around.blocks),
  ]
}

function announcedFields(content: PortalApplication): Prefilled {
  const ordered = content.persons.toSorted((a, b) => Number(b.isApplicant) - Number(a.isApplicant))
  return ordered.flatMap((person, row): [string, string][] => [
    [`persons.${row}.name`, person.name], [`persons.${row}.kana`, person.kana ?? ''], [`persons.${row}.birth`, typed(person.birth)], [`persons.${row}.sex`, person.sex], [`persons.${row}.relationship`, row === 0 ? 'head' : ''],
  ])
}

function handedOverFields(person: HandOver['persons'][number], row: number, candidates: Candidates | undefined): Prefilled {
  const at = `persons.${row}`
  const { foreign } = person
  const returning = candidates?.by === 'number' ? candidates.personIds[0] : undefined
  return [
    [`${at}.name`, person.name], [`${at}.kana`, person.furigana ?? person.kana ?? ''], [`${at}.birth`, person.birth.unknown === 'none' && person.birth.wording === null ? typed(person.birth.calc) : printUnknownDate(person.birth)], [`${at}.sex`, person.sex], [`${at}.relationship`, row === 0 ? 'head' : person.relationship],
    [`${at}.registeredDomicile`, person.registeredDomicile ?? ''], [`${at}.familyRegisterHead`, person.familyRegisterHead ?? ''], ...(returning === undefined ? [] : [[`${at}.returningPersonId`, returning] as const]),
    ...(person.birth.unknown === 'none' ? [] : [[`${at}.birth.calc`, person.birth.calc] as const]),
    ...(foreign === null ? [] : [
      [`${at}.nationality`, foreign.nationality], [`${at}.category`, foreign.category], [`${at}.statusOfResidence`, foreign.statusOfResidence ?? ''], [`${at}.periodOfStay`, foreign.periodOfStay ?? ''],
      [`${at}.expiresOn`, foreign.expiresOn === null ? '' : typed(foreign.expiresOn)], [`${at}.cardNumber`, foreign.cardNumber ?? ''],
    ] as const),
  ]
}
