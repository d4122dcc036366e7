import { amountText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Output } from '../../platform/context/manifest.ts'
import { sha256Hex } from '../../platform/crypto/index.ts'
import { defineTemplate, drawPreview, type TemplateData } from '../../platform/document/index.ts'
import { guardAnswer } from '../protection/answer.ts'
import { listSuppressionsOf } from '../protection/suppression-store.ts'
import { findPersonOn } from '../queries.ts'
import { sexTitles } from '../record/rows.ts'
import { rangeText, type ReadingCondition } from './model.ts'
import { isInRange } from './rules/reading.ts'
import { listResidentsOf, type ReadablePerson } from './store.ts'

// What may be read: four items of residents in a range, without whoever is protected or suppressed.

export const copyOutput = 'resident.reading-copy'

export const copyTemplate = defineTemplate({ name: 'resident.reading-copy', version: 2, title: '住民基本台帳の一部の写し（閲覧用）', pages: 'any', source: new URL('forms/reading-copy.typ', import.meta.url) })

/** So many residents stand on one copy at most. */
export const mostPersons = 3000

/**
 * The residents of a range who may be read at this moment, in an order that tells nothing — 閲覧させる住民.
 * Protected and suppressed persons are left out whoever asks, and the numbers of the lines close over them.
 * @param seed what the order is drawn from; another copy has another order
 */
export async function listReadable(tx: Tx, condition: ReadingCondition, seed: string): Promise<readonly ReadablePerson[]> {
  const inRange = (await listResidentsOf(tx, condition.towns)).filter((person) => isInRange(person, condition, tx.today))
  const personIds = inRange.map((person) => person.personId)
  const stopped = await guardAnswer(tx, personIds, { output: copyOutput, recipient: 'third-party', requester: null })
  const suppressed = new Set((await listSuppressionsOf(tx, personIds)).map((one) => one.personId))
  const order = new Map(personIds.map((id) => [id, sha256Hex(`${seed}/${id}`)]))
  return inRange.filter(({ personId }) => !stopped.has(personId) && !suppressed.has(personId)).sort((a, b) => (order.get(a.personId)! < order.get(b.personId)! ? -1 : 1))
}

interface CopyFacts { readonly serial: string; readonly condition: ReadingCondition; readonly persons: readonly ReadablePerson[] }

/** The four items as they are printed. */
export function rowsOf(persons: readonly ReadablePerson[]): readonly { readonly no: string; readonly name: string; readonly birth: string; readonly sex: string; readonly address: string }[] {
  return persons.map((person, index) => ({
    no: String(index + 1), name: person.commonName === null ? person.name : `${person.name}（通称 ${person.commonName}）`, birth: person.birthWording ?? printDate(person.birthOn, person.residentType === 'foreign' ? 'western' : 'short'), sex: sexTitles[person.sex] ?? '', address: person.address,
  }))
}

export function copyData(tx: Tx, { serial, condition, persons }: CopyFacts): TemplateData {
  return {
    isPractice: tx.office.environment === 'practice', serial, title: '住民基本台帳の一部の写し（閲覧用）', range: `範囲　${rangeText(condition)}`, madeOn: `${printDate(tx.today)}現在　${amountText(persons.length)}人`, issuer: tx.office.name,
    rows: rowsOf(persons).map((row) => ({ ...row })), remark: '閲覧で知った事項を、申し出た目的のほかに使い、または第三者に提供することはできません（住民基本台帳法11条の2）。',
  }
}

/** The copy as it leaves, tried for somebody — 閲覧用の写しの出力. */
export const readingCopyPaper: Output = {
  name: copyOutput, title: '住民基本台帳の一部の写し（閲覧用）', kind: 'list',
  async tryFor(tx, personId) {
    const person = await findPersonOn(tx, personId)
    if (person === undefined || person.status !== 'resident') return null
    const condition: ReadingCondition = { towns: [person.address.town], ageFrom: null, ageTo: null, sex: null }
    const persons = await listReadable(tx, condition, personId)
    if (!persons.some((one) => one.personId === personId)) return null
    const drawn = await drawPreview(tx, { output: copyOutput, template: copyTemplate, data: copyData(tx, { serial: '見本', condition, persons }), subjectIds: persons.map((one) => one.personId), recipient: 'third-party' })
    return drawn.ok ? drawn.value : null
  },
}
