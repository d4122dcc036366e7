import { groupDigits } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import type { RecordCopyPerson } from '../../../resident/index.ts'
import { omitted, type Item, type Sheet, type SheetPerson } from '../../model.ts'
import { pagesOf } from '../../rules/layout.ts'
import { rowsOf } from '../../rules/rows.ts'
import type { Issuer } from '../../rules/sheet.ts'
import type { Answer, AnsweredPerson } from '../messages.ts'
import type { InterMunicipalItem } from '../model.ts'

const badge = '広域交付'

/** What the paper is made of: the answer of the home town, what was asked for, and who issues it. */
export interface AnsweredCopy { readonly answer: Pick<Answer, 'homeName' | 'householder' | 'persons'>; readonly items: readonly InterMunicipalItem[]; readonly issuer: Issuer }

/**
 * The copy in words, from what the home town has told; 本籍・筆頭者 are left out and say so, the past never stands on it — 広域交付の住民票の写し.
 * @law basic-resident-registration-act 12-4(1)
 * @law basic-resident-registration-act 12-4(4)
 */
export function sheetOfAnswer({ answer, items, issuer }: AnsweredCopy): Sheet {
  const asked = new Set<Item>(items)
  const headRows = [{ label: '住所', value: answer.persons[0]?.address ?? '' }, { label: '世帯主', value: asked.has('relationship') ? answer.householder ?? '' : omitted }]
  const notes = ['住民基本台帳法第12条の4による写しです。本籍・筆頭者と異動の履歴は記載されません。']
  const persons = answer.persons.map((person, index): SheetPerson => ({
    personId: person.ref, number: index + 1, furigana: person.furigana ?? '', name: person.name, relationship: asked.has('relationship') ? person.relationship ?? '' : omitted,
    rows: rowsOf(contentOf(person), { kind: 'resident-record-copy', member: { residentType: person.isForeign ? 'foreign' : 'japanese', formerSurnameFurigana: person.formerSurnameFurigana }, items: asked, isSingle: false }),
  }))
  return {
    title: '住民票', headRows, notes, pages: pagesOf(persons, [], { headRows: headRows.length, notes: notes.length }), badges: [badge],
    certifies: certifiesOf(answer.homeName), issuedOn: printDate(issuer.on), certifier: `${issuer.prefecture}${issuer.certifier.title}\u3000${issuer.certifier.name}`, seal: issuer.certifier.seal,
  }
}

/** LEGAL DOUBT: LD-180, no wording of this certification was seen. */
function certifiesOf(homeName: string): string {
  return `この写しは、${homeName}から通知された事項と相違ないことを証明する。`
}

/** The person as the rows of a copy are drawn from him; what the message has no room for is not there. */
function contentOf({ ref, formerSurnameFurigana: _furigana, birthOn: _birthOn, isForeign: _isForeign, ...told }: AnsweredPerson): RecordCopyPerson {
  return {
    ...told, personId: ref, addresseeNumber: '', addressNotifiedOn: null, becameResidentNotifiedOn: null, addressBefore: null, householder: null, registeredDomicile: null, familyRegisterHead: null, closing: null, historyNo: 0, recordedAt: '',
  }
}

/**
 * The answer with its numbers taken out: they stand on paper alone.
 * @law my-number-act 19
 */
export function withoutNumbers<A extends Pick<Answer, 'persons'>>(answer: A): A {
  return { ...answer, persons: answer.persons.map((person) => ({ ...person, individualNumber: null, residentCode: null })) }
}

/**
 * Every name, address, date and number that must stand on the finished page, from the words of the answer — 読み戻しの照合.
 * @law basic-resident-registration-act 12-4(4)
 */
export function mustStandOfAnswer({ answer, items, issuer }: AnsweredCopy, { number, checkCode }: { readonly number: string; readonly checkCode: string }): readonly string[] {
  const { certifier } = issuer
  return [
    number, checkCode, printDate(issuer.on), certifier.name, certifier.title, certifier.seal, badge, answer.homeName, ...(items.includes('relationship') ? [answer.householder ?? ''] : []),
    ...answer.persons.flatMap((person) => [
      person.name, person.furigana, person.formerSurname, person.commonName, person.birth, person.address, person.becameResidentOn, person.addressFixedOn, person.previousAddress, person.relationship, person.nationality,
      ...person.residence.map((row) => row.value), person.individualNumber === null ? null : groupDigits(person.individualNumber, 4), person.residentCode,
    ].map((text) => text ?? '')),
  ]
}
