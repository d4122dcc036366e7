import { addDays, minDate, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { digestOfJson } from '../../platform/crypto/index.ts'
import type { MovingIn, MovingOut } from '../inputs.ts'
import { registerLawOn } from '../law.ts'
import { addressText, type PersonOnDate } from '../model.ts'
import { openNumberAsOf, type NumberKind } from '../number/store.ts'
import { guardAnswer } from '../protection/answer.ts'
import { newSuppression } from '../protection/suppression.ts'
import { insertSuppression } from '../protection/suppression-store.ts'
import { listPersonsOn } from '../queries.ts'
import { contentOf } from './inbox.ts'
import type { HandedOverPerson, HandOver } from './messages.ts'
import type { Item } from './model.ts'
import { writeToTown } from './outbox.ts'
import * as store from './store.ts'
import { townOfArrival, townOfHandOver } from './told.ts'

const purpose = '転出証明書情報の送付（住民基本台帳法24条の2）'

/**
 * What a moving-out certificate says of those who leave, as data for the place of arrival — 転出証明書情報. Both numbers are opened
 * for it, and the trail says so; nobody's screen shows them.
 * @law basic-resident-registration-act 24-2
 */
export async function handOverOf(tx: Tx, filed: Pick<MovingOut, 'movedOn' | 'notifiedOn' | 'to' | 'personIds'>): Promise<HandOver> {
  const persons = await listPersonsOn(tx, filed.personIds, { on: minDate(tx.today, addDays(filed.movedOn, -1)) })
  const answers = await guardAnswer(tx, filed.personIds)
  await tx.services.writeAudit(tx, { action: 'reveal', output: 'resident.hand-over', subjectIds: filed.personIds, numberRevealed: true, asOf: null, outcome: 'done', detailDigest: digestOfJson(filed.personIds) })
  return { ...await contentOfMove(tx, { ...filed, persons, to: { municipalityCode: filed.to.municipalityCode, address: filed.to.address } }), isProtected: [...answers.values()].some((answer) => answer.ground === 'measure') }
}

/** Who leaves, when and whereto, as the register stood; numbers as they were known then. */
export interface Leaving { readonly movedOn: PlainDate; readonly notifiedOn: PlainDate; readonly to: HandOver['to']; readonly persons: readonly PersonOnDate[]; readonly knownAt?: Instant }

/** The content of a certificate or a message about those who leave. It says nothing of protection: paper is read by anybody. */
export async function contentOfMove(tx: Tx, { movedOn, notifiedOn, to, persons, knownAt }: Leaving): Promise<HandOver> {
  const handedOver: HandedOverPerson[] = []
  for (const person of persons) handedOver.push(await personOf({ ...tx, purpose }, person, knownAt))
  return { type: 'hand-over', movedOn, notifiedOn, isProtected: false, from: { municipalityCode: tx.office.code, address: persons[0] === undefined ? '' : fullAddress(tx, persons[0]) }, to, persons: handedOver }
}

function fullAddress(tx: Tx, person: PersonOnDate): string {
  return `${tx.office.prefecture}${tx.office.name}${addressText(person.address)}`
}

async function personOf(tx: Tx, person: PersonOnDate, knownAt: Instant | undefined): Promise<HandedOverPerson> {
  const numberOf = async (kind: NumberKind): Promise<string | null> => await openNumberAsOf(tx, { personId: person.personId, kind, knownAt }) ?? null
  return {
    ref: person.personId, name: person.name, kana: person.kana, furigana: person.furigana, formerSurname: person.formerSurname, formerSurnameFurigana: person.formerSurnameFurigana, commonName: person.commonName, commonNameKana: person.commonNameKana,
    birth: { ...person.birth }, sex: person.sex, relationship: person.relationship, registeredDomicile: person.registeredDomicile, familyRegisterHead: person.familyRegisterHead,
    foreign: person.immigration && person.nationality !== null ? { nationality: person.nationality, ...person.immigration } : null,
    individualNumber: await numberOf('individual-number'), residentCode: await numberOf('resident-code'),
  }
}

/** Sends what was filed with the card to the town of arrival, in the transaction that records the move-out; nothing where that town is not here. */
export async function sendHandOver(tx: Tx, filed: MovingOut, notificationId: string): Promise<void> {
  const to = await townOfHandOver(tx, filed)
  if (to === null) return
  const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  await writeToTown(tx, { thread: notificationId, to, content: await handOverOf(tx, filed), expiresOn: addDays(filed.movedOn, law.handOverKeepingDays) })
}

/** Tells the town that was left who of its persons has arrived, in the transaction that records the moving-in — 転入通知. */
export async function sendArrival(tx: Tx, item: Item, arrived: { readonly filed: MovingIn; readonly personIds: readonly string[] }): Promise<void> {
  const { filed, personIds } = arrived
  const [to, { content }] = [await townOfArrival(tx, filed), await contentOf(tx, item)]
  if (to === null || content?.type !== 'hand-over') return
  const refs = filed.persons.flatMap((person) => content.persons.find((one) => isSame(one, person))?.ref ?? [])
  if (refs.length === 0) return
  const answers = await guardAnswer(tx, personIds)
  await writeToTown(tx, {
    thread: item.thread, to, expiresOn: keepingEnd(tx, filed.movedOn),
    content: {
      type: 'arrival', movedInOn: filed.movedOn, notifiedOn: filed.notifiedOn, refs, isProtected: item.isProtected || [...answers.values()].some((answer) => answer.ground === 'measure'),
      to: { municipalityCode: tx.office.code, address: `${tx.office.prefecture}${tx.office.name}${addressText(filed.address)}` },
    },
  })
}

function keepingEnd(tx: Tx, movedOn: PlainDate): PlainDate {
  return addDays(movedOn > tx.today ? movedOn : tx.today, registerLawOn(tx.today, tx.office.ordinanceOn(tx.today)).oneStopDraftDays)
}

/** Tells the other town that what it was told of a filing no longer holds; nothing where it was told nothing that still holds. */
export async function sendWithdrawal(tx: Tx, thread: string): Promise<void> {
  const { toCode, lastType } = await store.findThread(tx, thread)
  if (toCode === null || (lastType !== 'hand-over' && lastType !== 'arrival')) return
  await writeToTown(tx, { thread, to: toCode, content: { type: `${lastType}-withdrawn`, isProtected: false }, expiresOn: keepingEnd(tx, tx.today) })
}

/** The same person by name and birth date, as far as both sides write them. */
export function isSame(one: Pick<HandedOverPerson, 'name' | 'birth'>, other: Pick<HandedOverPerson, 'name' | 'birth'>): boolean {
  return one.name === other.name && one.birth.calc === other.birth.calc
}

/**
 * Closes the records of a family of whom the other town says that somebody is protected, in the transaction that makes them — 引継ぎの抑止.
 * No screen or paper opens them until an officer in charge has taken a filing and lifted it.
 */
export async function holdProtected(tx: Tx, item: Item, personIds: readonly string[]): Promise<void> {
  if (!item.isProtected) return
  for (const personId of personIds) await insertSuppression(tx, newSuppression(tx, { personId, reason: `受付 ${item.number}：前の市区町村の支援措置を引き継ぐまで` }))
}
