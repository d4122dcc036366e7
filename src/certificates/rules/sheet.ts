import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { addressText, findHead, registerEventTitles, relationshipText, type Immigration, type PersonOnDate, type Snapshot } from '../../resident/index.ts'
import { omitted, type CopyRequest, type Item, type Sheet, type SheetHistoryLine, type SheetPage, type SheetPerson, type SheetRow } from '../model.ts'
import { subjectsOf, type CopyFacts } from './request.ts'

/** The issuing office on the day of issue. */
export interface Issuer { readonly prefecture: string; readonly name: string; readonly mayorTitle: string; readonly mayor: string; readonly on: PlainDate }

/** Height of the sheet's parts in millimetres, as `forms/resident-record-copy.typ` draws them. */
const height = { person: 14, row: 6.5, historyLine: 6.5, page: 178 } as const
const mostPersonsOnPage = 4

/**
 * What the copy says, as words: the same content is shown and printed — 写しの内容.
 * Items not asked for are left out. Working kana is never printed; a planned move-out is not either.
 * @law basic-resident-registration-act 12(5)
 */
export function sheetOf(facts: CopyFacts & { readonly history: readonly Snapshot[] }, request: CopyRequest, issuer: Issuer): Sheet {
  const subjects = subjectsOf(facts, request)
  const items = new Set(request.items)
  const head = findHead(facts.members)
  const persons = subjects.map((subject, index) => personOf(subject, index + 1, items))
  return {
    address: addressOf(subjects[0] ?? facts.person, issuer),
    head: items.has('relationship') ? head?.name ?? '' : omitted,
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

const sexWords = { male: '男', female: '女', unknown: '' } as const

function personOf(person: PersonOnDate, number: number, items: ReadonlySet<Item>): SheetPerson {
  const rows = [
    pair('生年月日', birthOf(person), '性別', sexWords[person.sex]),
    ...(person.residentType === 'foreign' ? foreignRows(person, items) : japaneseRows(person, items)),
    pair('住民となった年月日', printDate(person.becameResidentOn), '住所を定めた年月日', person.addressFixedOn === person.becameResidentOn ? '' : printDate(person.addressFixedOn)),
    wide('転入前住所', person.previousAddress ?? ''),
    ...(person.formerSurname === null ? [] : [wide('旧氏', withReading(person.formerSurname, person.formerSurnameFurigana))]),
    ...(person.commonName === null ? [] : [wide('通称', person.commonName)]),
  ]
  return { personId: person.personId, number, furigana: person.furigana ?? '', name: person.name, relationship: items.has('relationship') ? relationshipText(person.relationship) : omitted, rows }
}

function japaneseRows(person: PersonOnDate, items: ReadonlySet<Item>): readonly SheetRow[] {
  const isAsked = items.has('domicile')
  return [pair('本籍', isAsked ? person.registeredDomicile ?? '' : omitted, '筆頭者', isAsked ? person.familyRegisterHead ?? '' : omitted)]
}

const immigrationTitles: Readonly<Record<Immigration['category'], string>> = {
  'mid-to-long-term': '中長期在留者', 'special-permanent': '特別永住者', 'temporary-refuge': '一時庇護許可者', 'provisional-stay': '仮滞在許可者',
  'transitional-birth': '出生による経過滞在者', 'transitional-loss': '国籍喪失による経過滞在者',
}

function foreignRows(person: PersonOnDate, items: ReadonlySet<Item>): readonly SheetRow[] {
  const { immigration } = person
  const status = items.has('status-of-residence')
  const expires = immigration?.expiresOn ?? null
  return [
    pair('国籍・地域', items.has('nationality') ? person.nationality ?? '' : omitted, '在留カード等の番号', items.has('card-number') ? immigration?.cardNumber ?? '' : omitted),
    pair('法30条の45の区分', status ? immigration && immigrationTitles[immigration.category] : omitted, '在留資格', status ? immigration?.statusOfResidence : omitted),
    pair('在留期間', status ? immigration?.periodOfStay : omitted, '在留期間の満了の日', status ? expires && printDate(expires, 'western') : omitted),
  ]
}

function pair(label: string, value: string | null | undefined, label2: string, value2: string | null | undefined): SheetRow {
  return { label, value: value ?? '', label2, value2: value2 ?? '' }
}

function wide(label: string, value: string): SheetRow {
  return { label, value, label2: null, value2: null }
}

function withReading(name: string, reading: string | null): string {
  return reading === null ? name : `${name}（${reading}）`
}

/** What the office believes of the past, oldest first; a planned event is left out because nothing after today is believed here. */
function historyLines(history: readonly Snapshot[]): readonly SheetHistoryLine[] {
  return history
    .filter((snapshot) => snapshot.recordedTo === null && snapshot.validTo !== null)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
    .map((snapshot) => ({ on: printDate(snapshot.validFrom), event: registerEventTitles[snapshot.source.event], text: `${snapshot.facts.name}\u3000${addressText(snapshot.facts.address)}` }))
}

function pagesOf(persons: readonly SheetPerson[], history: readonly SheetHistoryLine[]): readonly SheetPage[] {
  const pages: { persons: SheetPerson[]; history: SheetHistoryLine[]; used: number }[] = []
  const pageWith = (needed: number, mayTake: (page: { persons: readonly SheetPerson[] }) => boolean) => {
    const last = pages.at(-1)
    const page = last && last.used + needed <= height.page && mayTake(last) ? last : { persons: [], history: [], used: 0 }
    if (page !== last) pages.push(page)
    page.used += needed
    return page
  }
  for (const person of persons) pageWith(height.person + height.row * person.rows.length, (page) => page.persons.length < mostPersonsOnPage).persons.push(person)
  for (const line of history) pageWith(height.historyLine, () => true).history.push(line)
  return pages.map((page) => ({ persons: page.persons, history: page.history }))
}
