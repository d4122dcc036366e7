import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { addressText, type PersonFacts } from '../model.ts'
import { sexTitles, statusTitles } from '../record/rows.ts'
import { relationshipText } from '../rules/relationship.ts'

/** Recorded items by their words, for sheets that lay two records side by side — 記載事項. */
export const itemTitles = {
  status: '住民の別', name: '氏名', furigana: '振り仮名', kana: '便宜上のフリガナ', formerSurname: '旧氏', formerSurnameFurigana: '旧氏の振り仮名', commonName: '通称', commonNameKana: '通称のフリガナ',
  birth: '生年月日', sex: '性別', relationship: '続柄', memberOrder: '世帯の中の順', householdId: '世帯', address: '住所', addressFixedOn: '住所を定めた日', becameResidentOn: '住民となった日', previousAddress: '転入前の住所',
  registeredDomicile: '本籍', familyRegisterHead: '筆頭者', nationality: '国籍・地域', immigration: '在留資格など', plannedMoveOutOn: '転出の予定日', plannedMoveOutTo: '転出先（予定）', ceasedOn: '消除の日', moveOutTo: '転出先',
} as const satisfies Partial<Record<keyof PersonFacts, string>>
export type ComparedItem = keyof typeof itemTitles

/** One item in words; null where nothing is recorded. A household is its number, given by the caller. */
export function itemText(item: ComparedItem, facts: PersonFacts, householdNumberOf: (householdId: string) => string | undefined): string | null {
  switch (item) {
    case 'status': return statusTitles[facts.status]
    case 'birth': return printUnknownDate(facts.birth)
    case 'sex': return sexTitles[facts.sex] || null
    case 'relationship': return relationshipText(facts.relationship)
    case 'memberOrder': return `${facts.memberOrder}番目`
    case 'householdId': return householdNumberOf(facts.householdId) ?? null
    case 'address': return addressText(facts.address)
    case 'immigration': return facts.immigration === null ? null : [facts.immigration.statusOfResidence, facts.immigration.periodOfStay, facts.immigration.cardNumber].filter(Boolean).join('　') || null
    case 'addressFixedOn': case 'becameResidentOn': return printDate(facts[item])
    case 'plannedMoveOutOn': case 'ceasedOn': return facts[item] === null ? null : printDate(facts[item])
    default: return facts[item] || null
  }
}

/** Words that tell where somebody lives or lived: hidden for a protected person. */
export const placeItems: ReadonlySet<ComparedItem> = new Set(['address', 'previousAddress', 'plannedMoveOutTo', 'moveOutTo', 'registeredDomicile', 'householdId'])
