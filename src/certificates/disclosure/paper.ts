import { fiscalYearOf, startOfFiscalYear } from '../../kernel/plain-date.ts'
import { postalText } from '../../kernel/text.ts'
import { fromGregorian, printDate } from '../../kernel/wareki.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Output } from '../../platform/context/manifest.ts'
import { defineTemplate, drawPreview, issueDocument, type TemplateData } from '../../platform/document/index.ts'
import { hallName } from '../../platform/local-government/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import { addressText, findHouseholdOn, findPersonOn, isResident, type PersonOnDate } from '../../resident/index.ts'
import { documentKinds, requesterTitles } from '../model.ts'
import type { Disclosure, Handing } from './model.ts'
import * as store from './store.ts'

// The letter that tells a person of a paper that went to somebody else. It never says to whom.

export const disclosureTemplate = defineTemplate({ name: 'certificates.disclosure-notice', version: 1, title: '本人通知書', pages: 1, source: new URL('../forms/disclosure-notice.typ', import.meta.url) })

export interface LetterFacts { readonly person: PersonOnDate; readonly personIds: readonly string[]; readonly disclosure: Disclosure }

/** The person with everybody who lives at the same address: who is protected among them stops the letter. */
export async function loadLetter(tx: Tx, disclosure: Disclosure): Promise<LetterFacts | undefined> {
  const person = await findPersonOn(tx, disclosure.personId)
  if (person === undefined) return undefined
  const household = isResident(person) ? await findHouseholdOn(tx, person.householdId) : undefined
  return { person, disclosure, personIds: [...new Set([person.personId, ...(household?.members ?? []).map((member) => member.personId)])] }
}

function placeOf(tx: Tx, person: PersonOnDate): { readonly postal: string; readonly lines: readonly string[] } {
  const elsewhere = isResident(person) ? null : person.moveOutTo ?? person.plannedMoveOutTo
  if (elsewhere !== null) return { postal: '', lines: [elsewhere] }
  return { postal: postalText(person.address.postalCode), lines: `${tx.office.prefecture}${tx.office.name}${addressText(person.address)}`.split('　') }
}

/** What the letter says: day, kind of paper, copies and class of requester — 本人通知の内容. */
export function rowsOf({ disclosure }: Pick<LetterFacts, 'disclosure'>): readonly { readonly label: string; readonly value: string }[] {
  return [
    { label: '交付した日', value: printDate(disclosure.issuedOn) }, { label: '交付した証明', value: documentKinds[disclosure.kind].title }, { label: '通数', value: `${disclosure.copies}通` }, { label: '交付を受けた人の別', value: requesterTitles[disclosure.requester] },
  ]
}

function dataOf(tx: Tx, facts: LetterFacts, { handing, number }: { readonly handing: Handing; readonly number: string }): TemplateData {
  const { office } = tx
  const place = handing === 'hand' ? { postal: '', lines: ['（窓口でお渡しします）'] } : placeOf(tx, facts.person)
  return {
    isPractice: office.environment === 'practice', postal: place.postal, addressLines: [...place.lines], addressee: `${facts.person.name}　様`, number, issuedOn: printDate(tx.today),
    issuer: `${office.certifier.title}　${office.certifier.name}`, contact: `${hallName(office)}　住民課　電話 ${office.phone}`, title: '証明書の交付について（本人通知）',
    body: '登録をいただいている本人通知制度により、あなたの住民票の写しなどを代理人か第三者に交付したので、お知らせします。', rows: rowsOf(facts).map((row) => ({ ...row })),
    remark: '交付を受けた人の氏名や住所は、この通知ではお知らせできません。交付の請求書の開示は、個人情報の保護に関する法律により請求できます。登録をやめるときや住所が変わるときは、窓口へお知らせください。',
  }
}

/** Draws, reads back and stores the letter. */
export async function drawLetter(tx: Tx, facts: LetterFacts, handing: Handing) {
  const number = await nextLetterNumber(tx)
  const lines = handing === 'hand' ? [] : placeOf(tx, facts.person).lines
  const issued = await issueDocument(tx, {
    output: disclosureTemplate.name, kind: 'disclosure-notice', template: disclosureTemplate, data: dataOf(tx, facts, { handing, number }), subjectIds: [...facts.personIds], recipient: 'self', serial: number,
    request: { requestId: facts.disclosure.requestId, personId: facts.person.personId, handing }, mustStand: [number, facts.person.name, ...lines, ...rowsOf(facts).map((row) => row.value), printDate(tx.today), tx.office.certifier.name],
  })
  return issued.ok ? { ok: true as const, value: { number, documentId: issued.value.documentId } } : issued
}

/** 発行番号 of a letter, `R8-HT-000123`: fiscal year, letters of the kind, serial without gaps. */
async function nextLetterNumber(tx: Tx): Promise<string> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  return `${era.letter}${era.year}-HT-${padNumber(await nextNumber(tx, `certificates.disclosure-notice.${year}`), 6)}`
}

/** The letter as it would leave by mail, for the test of the gate. */
export const disclosureOutput: Output = {
  name: disclosureTemplate.name, title: '本人通知書', kind: 'notice',
  async tryFor(tx, personId) {
    const [untold] = await store.listUntold(tx, { personId, limit: 1 })
    const facts = await loadLetter(tx, untold ?? { requestId: '', personId, kind: 'resident-record-copy', requester: 'third-party', issuedOn: tx.today, copies: 1 })
    if (facts === undefined) return null
    const drawn = await drawPreview(tx, { output: disclosureTemplate.name, template: disclosureTemplate, data: dataOf(tx, facts, { handing: 'mail', number: '見本' }), subjectIds: [...facts.personIds], recipient: 'self' })
    return drawn.ok ? drawn.value : drawn.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
  },
}
