import { groupDigits } from '../../kernel/text.ts'
import type { PersonOnDate, RecordCopyPerson } from '../../resident/index.ts'
import { documentKinds, itemKinds, omitted, type DocumentKind, type Item, type SheetRow } from '../model.ts'

/** Stands in place of a number on the screen. */
export const onPaperOnly = '（紙にだけ印字します）'

/** Whose block it is, and what was asked for. */
export interface BlockOf { readonly kind: DocumentKind; readonly member: Pick<PersonOnDate, 'residentType' | 'formerSurnameFurigana'> | undefined; readonly items: ReadonlySet<Item>; readonly isSingle: boolean }

/**
 * The rows of a person's block — 一人分の記載事項.
 * @law basic-resident-registration-act 7
 */
export function rowsOf(content: RecordCopyPerson, block: BlockOf): readonly SheetRow[] {
  if (itemKinds.has(block.kind)) return itemRows(content, block)
  return documentKinds[block.kind].basis === 'leaving' ? leavingRows(content, block) : copyRows(content, block)
}

/** Of a copy: what was not asked for says so. */
function copyRows(content: RecordCopyPerson, { member, items, isSingle }: BlockOf): readonly SheetRow[] {
  return [
    pair(['生年月日', content.birth], ['性別', content.sex]),
    ...(member?.residentType === 'foreign' ? foreignRows(content, items) : japaneseRows(content, items)),
    pair(['住民となった年月日', content.becameResidentOn], ['住所を定めた年月日', content.addressFixedOn]),
    wide('転入前住所', content.previousAddress),
    ...(isSingle ? [pair(['届出の年月日', content.becameResidentNotifiedOn], ['転居の届出の年月日', content.addressNotifiedOn]), wide('異動前住所', content.addressBefore)] : []),
    ...namesBeside(content, member),
    ...numberRows(content, items),
    ...closingRows(content),
  ]
}

/** Of a certificate of items: nothing but what was asked for, and 旧氏 and 通称, which always stand beside the name. */
function itemRows(content: RecordCopyPerson, { member, items }: BlockOf): readonly SheetRow[] {
  const has = (item: Item): boolean => items.has(item)
  return [
    ...(has('birth') ? [wide('生年月日', content.birth)] : []), ...(has('sex') ? [wide('性別', content.sex)] : []),
    ...(has('became-resident') ? [wide('住民となった年月日', content.becameResidentOn)] : []), ...(has('address-fixed') ? [wide('住所を定めた年月日', content.addressFixedOn)] : []),
    ...(has('previous-address') ? [wide('転入前住所', content.previousAddress)] : []),
    ...(has('domicile') && member?.residentType !== 'foreign' ? [pair(['本籍', content.registeredDomicile], ['筆頭者', content.familyRegisterHead])] : []),
    ...(has('nationality') && member?.residentType === 'foreign' ? [wide('国籍・地域', content.nationality)] : []),
    ...content.residence.map((row) => wide(row.item, row.value)),
    ...namesBeside(content, member),
    ...numberRows(content, items),
    ...closingRows(content),
  ]
}

/** Of a moving-out certificate: everything that the municipality of arrival enters. */
function leavingRows(content: RecordCopyPerson, { member }: BlockOf): readonly SheetRow[] {
  return [
    pair(['生年月日', content.birth], ['性別', content.sex]),
    ...(member?.residentType === 'foreign' ? [wide('国籍・地域', content.nationality), ...content.residence.map((row) => wide(row.item, row.value))] : [pair(['本籍', content.registeredDomicile], ['筆頭者', content.familyRegisterHead])]),
    pair(['個人番号', content.individualNumber === null ? null : groupDigits(content.individualNumber, 4)], ['住民票コード', content.residentCode]),
    ...namesBeside(content, member),
  ]
}

function japaneseRows(content: RecordCopyPerson, items: ReadonlySet<Item>): readonly SheetRow[] {
  const isAsked = items.has('domicile')
  return [pair(['本籍', isAsked ? content.registeredDomicile : omitted], ['筆頭者', isAsked ? content.familyRegisterHead : omitted])]
}

function foreignRows(content: RecordCopyPerson, items: ReadonlySet<Item>): readonly SheetRow[] {
  const nationality = wide('国籍・地域', items.has('nationality') ? content.nationality : omitted)
  if (!items.has('residence-status')) return [nationality, wide('在留資格など', omitted)]
  return [nationality, ...content.residence.map((row) => wide(row.item, row.value))]
}

function namesBeside(content: RecordCopyPerson, member: BlockOf['member']): readonly SheetRow[] {
  return [
    ...(content.formerSurname === null ? [] : [wide('旧氏', withReading(content.formerSurname, member?.formerSurnameFurigana ?? null))]),
    ...(content.commonName === null ? [] : [wide('通称', content.commonName)]),
  ]
}

function numberRows(content: RecordCopyPerson, items: ReadonlySet<Item>): readonly SheetRow[] {
  return [
    ...(items.has('individual-number') ? [wide('個人番号', content.individualNumber === null ? onPaperOnly : groupDigits(content.individualNumber, 4))] : []),
    ...(items.has('resident-code') ? [wide('住民票コード', content.residentCode ?? onPaperOnly)] : []),
  ]
}

/** How the record came to be closed; nothing of it on a live one. */
function closingRows({ closing }: RecordCopyPerson): readonly SheetRow[] {
  if (closing === null) return []
  const places = closing.reason === '転出' ? [wide('転出先（予定）', closing.plannedTo), wide('転出先（確定）', closing.confirmedTo)] : []
  return [pair([`${closing.reason}した年月日`, closing.on], ['届出の年月日', closing.notifiedOn]), ...places]
}

function pair(one: readonly [string, string | null], two: readonly [string, string | null]): SheetRow {
  return { label: one[0], value: one[1] ?? '', label2: two[0], value2: two[1] ?? '' }
}

function wide(label: string, value: string | null): SheetRow {
  return { label, value: value ?? '', label2: null, value2: null }
}

function withReading(name: string, reading: string | null): string {
  return reading === null ? name : `${name}（${reading}）`
}
