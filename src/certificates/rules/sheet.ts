import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { groupDigits } from '../../kernel/text.ts'
import { addressText, findHead, registerEventTitles, type PersonOnDate, type RecordCopyPerson, type Snapshot } from '../../resident/index.ts'
import { omitted, type CopyRequest, type Item, type Sheet, type SheetHistoryLine, type SheetPage, type SheetPerson, type SheetRow } from '../model.ts'
import type { CopyFacts } from './request.ts'

/** The issuing office on the day of issue. */
export interface Issuer { readonly prefecture: string; readonly name: string; readonly mayorTitle: string; readonly mayor: string; readonly on: PlainDate }

/** What the paper is made of: facts of the household, and the register's own content of the persons on it. */
export interface SheetFacts extends CopyFacts { readonly history: readonly Snapshot[]; readonly content: readonly RecordCopyPerson[] }

/** Height of the sheet's parts in millimetres, as `forms/resident-record-copy.typ` draws them. */
const height = { person: 14, row: 6.5, historyLine: 6.5, page: 178 } as const
const mostPersonsOnPage = 4

/** Stands in place of a number on the screen. */
export const onPaperOnly = '（紙にだけ印字します）'

/**
 * What the copy says, as words: the same content is shown and printed — 写しの内容.
 * Items not asked for are left out. Working kana is never printed; a planned move-out is not either.
 * @law basic-resident-registration-act 12(5)
 */
export function sheetOf(facts: SheetFacts, request: CopyRequest, issuer: Issuer): Sheet {
  const items = new Set(request.items)
  const isSingle = request.scope === 'persons' && facts.content.length === 1
  const persons = facts.content.map((content, index) => personOf(content, { member: facts.members.find((member) => member.personId === content.personId), number: index + 1, items, isSingle }))
  return {
    address: facts.content[0]?.address ?? '',
    head: items.has('relationship') ? findHead(facts.members)?.name ?? '（世帯主未設定）' : omitted,
    pages: pagesOf(persons, items.has('history') ? historyLines(facts.history) : []),
    isOfficialUse: request.requester.kind === 'official',
    certifies: request.scope === 'household' ? 'この写しは、世帯全員の住民票の原本と相違ないことを証明する。' : 'この写しは、住民票の原本と相違ないことを証明する。',
    issuedOn: printDate(issuer.on),
    certifier: `${issuer.prefecture}${issuer.mayorTitle}\u3000${issuer.mayor}`,
    seal: `${issuer.mayorTitle}之印`,
  }
}

/**
 * The address with prefecture and municipality, the building always included — 住所.
 * @law basic-resident-registration-act 7(7)
 */
export function addressOf(person: Pick<PersonOnDate, 'address'>, issuer: Pick<Issuer, 'prefecture' | 'name'>): string {
  return `${issuer.prefecture}${issuer.name}${addressText(person.address)}`
}

/**
 * The birth date as recorded: in the era, with the wording of what is unknown; of foreign residents in the western year.
 * @law basic-resident-registration-act 7(2)
 */
export function birthOf(person: Pick<PersonOnDate, 'birth' | 'residentType'>): string {
  return person.residentType === 'foreign' && person.birth.wording === null ? printDate(person.birth.calc, 'western') : printUnknownDate(person.birth)
}

interface Place { readonly member: PersonOnDate | undefined; readonly number: number; readonly items: ReadonlySet<Item>; readonly isSingle: boolean }

function personOf(content: RecordCopyPerson, place: Place): SheetPerson {
  const { member, items } = place
  const rows = [
    pair(['生年月日', content.birth], ['性別', content.sex]),
    ...(member?.residentType === 'foreign' ? foreignRows(content, items) : japaneseRows(content, items)),
    pair(['住民となった年月日', content.becameResidentOn], ['住所を定めた年月日', content.addressFixedOn]),
    wide('転入前住所', content.previousAddress),
    ...(place.isSingle ? [pair(['届出の年月日', content.becameResidentNotifiedOn], ['転居の届出の年月日', content.addressNotifiedOn]), wide('異動前住所', content.addressBefore)] : []),
    ...(content.formerSurname === null ? [] : [wide('旧氏', withReading(content.formerSurname, member?.formerSurnameFurigana ?? null))]),
    ...(content.commonName === null ? [] : [wide('通称', content.commonName)]),
    ...(items.has('individual-number') ? [wide('個人番号', content.individualNumber === null ? onPaperOnly : groupDigits(content.individualNumber, 4))] : []),
    ...(items.has('resident-code') ? [wide('住民票コード', content.residentCode ?? onPaperOnly)] : []),
  ]
  return { personId: content.personId, number: place.number, furigana: content.furigana ?? '', name: content.name, relationship: items.has('relationship') ? content.relationship ?? '' : omitted, rows }
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

function pair(one: readonly [string, string | null], two: readonly [string, string | null]): SheetRow {
  return { label: one[0], value: one[1] ?? '', label2: two[0], value2: two[1] ?? '' }
}

function wide(label: string, value: string | null): SheetRow {
  return { label, value: value ?? '', label2: null, value2: null }
}

function withReading(name: string, reading: string | null): string {
  return reading === null ? name : `${name}（${reading}）`
}

/** What the office believes of the past, oldest first; the present row stands in the block above. */
function historyLines(history: readonly Snapshot[]): readonly SheetHistoryLine[] {
  return history
    .filter((snapshot) => snapshot.recordedTo === null && snapshot.validTo !== null)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
    .map((snapshot) => ({ on: printDate(snapshot.validFrom), event: registerEventTitles[snapshot.source.event], text: `${snapshot.facts.name}\u3000${addressText(snapshot.facts.address)}` }))
}

interface OpenPage { readonly persons: SheetPerson[]; readonly history: SheetHistoryLine[]; used: number }

function pagesOf(persons: readonly SheetPerson[], history: readonly SheetHistoryLine[]): readonly SheetPage[] {
  const pages: OpenPage[] = []
  for (const person of persons) pageWith(pages, height.person + height.row * person.rows.length, mostPersonsOnPage).persons.push(person)
  for (const line of history) pageWith(pages, height.historyLine, Infinity).history.push(line)
  return pages.map((page) => ({ persons: page.persons, history: page.history }))
}

/** The last page if it has room for so many millimetres more, else a new one. */
function pageWith(pages: OpenPage[], needed: number, mostPersons: number): OpenPage {
  const last = pages.at(-1)
  const hasRoom = last !== undefined && last.used + needed <= height.page && last.persons.length < mostPersons
  const page = hasRoom ? last : { persons: [], history: [], used: 0 }
  if (!hasRoom) pages.push(page)
  page.used += needed
  return page
}
