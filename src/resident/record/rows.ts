import type { PlainDate } from '../../kernel/plain-date.ts'
import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { addressText, registerEventTitles, type PersonFacts, type Snapshot } from '../model.ts'
import { sourceOfValue } from '../rules/history.ts'

/** One recorded item: value, since when, from what — 記録されていること. */
export interface RecordRow {
  readonly item: string
  readonly value: string
  /** Empty where the item has no date of its own. */
  readonly since: string
  readonly source: string
  readonly notificationId: string | null
  readonly recordedOn: PlainDate
}

interface Item { readonly title: string; readonly isDated: boolean; pick(facts: PersonFacts): string | null }

export const immigrationTitles = { 'mid-to-long-term': '中長期在留者', 'special-permanent': '特別永住者', 'temporary-refuge': '一時庇護許可者', 'provisional-stay': '仮滞在許可者', 'transitional-birth': '出生による経過滞在者', 'transitional-loss': '国籍喪失による経過滞在者' } as const

const items: readonly Item[] = [
  { title: '氏名', isDated: true, pick: (facts) => facts.name || '（氏名未定）' },
  { title: '振り仮名', isDated: true, pick: (facts) => facts.furigana },
  { title: '便宜上のフリガナ', isDated: true, pick: (facts) => (facts.furigana === null ? facts.kana : null) },
  { title: '旧氏', isDated: true, pick: (facts) => facts.formerSurname && `${facts.formerSurname}（${facts.formerSurnameFurigana ?? ''}）` },
  { title: '通称', isDated: true, pick: (facts) => facts.commonName },
  { title: '住所', isDated: true, pick: (facts) => addressText(facts.address) },
  { title: '住民となった日', isDated: false, pick: (facts) => printDate(facts.becameResidentOn) },
  { title: '転入前の住所', isDated: false, pick: (facts) => facts.previousAddress },
  { title: '本籍・筆頭者', isDated: true, pick: (facts) => facts.registeredDomicile && `${facts.registeredDomicile}\u3000${facts.familyRegisterHead === facts.name ? '本人' : facts.familyRegisterHead ?? ''}` },
  { title: '国籍・地域', isDated: true, pick: (facts) => facts.nationality },
  { title: '法30条の45の区分', isDated: true, pick: (facts) => facts.immigration && immigrationTitles[facts.immigration.category] },
  { title: '在留資格・期間', isDated: true, pick: (facts) => residenceText(facts) },
  { title: '在留カード等の番号', isDated: true, pick: (facts) => facts.immigration?.cardNumber ?? null },
  { title: '転出の予定', isDated: true, pick: (facts) => (facts.status === 'resident' && facts.plannedMoveOutOn ? `${printDate(facts.plannedMoveOutOn)}\u3000${facts.plannedMoveOutTo ?? ''}` : null) },
  { title: '消除', isDated: false, pick: (facts) => closingText(facts) },
]

/** The recorded items of one day with their source: the event that first said so. */
export function recordRows(believed: readonly Snapshot[], on: PlainDate, history: readonly Snapshot[] = believed): readonly RecordRow[] {
  const ordered = [...believed].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
  const index = ordered.findIndex((snapshot) => snapshot.validFrom <= on && (snapshot.validTo === null || snapshot.validTo > on))
  if (index < 0) return []
  const rows = items.flatMap((item) => rowOf(item, { ordered, index, history }))
  const earlier = earlierAddress({ ordered, index, history })
  const place = rows.findIndex((row) => row.item === '住所')
  return earlier === undefined ? rows : [...rows.slice(0, place + 1), earlier, ...rows.slice(place + 1)]
}

interface At { readonly ordered: readonly Snapshot[]; readonly index: number; readonly history: readonly Snapshot[] }

function rowOf(item: Item, { ordered, index, history }: At): readonly RecordRow[] {
  const value = item.pick(ordered[index]!.facts)
  if (value === null || value === '') return []
  let first = index
  while (first > 0 && item.pick(ordered[first - 1]!.facts) === value && ordered[first - 1]!.facts.status === ordered[index]!.facts.status) first -= 1
  const origin = ordered[first]!
  return [{ item: item.title, value, since: item.isDated ? printDate(origin.validFrom, 'short') : '', ...sourceOf(sourceOfValue(history, origin, item.pick)) }]
}

function earlierAddress({ ordered, index, history }: At): RecordRow | undefined {
  const now = addressText(ordered[index]!.facts.address)
  const before = ordered.slice(0, index).reverse().find((snapshot) => addressText(snapshot.facts.address) !== now)
  if (before === undefined) return undefined
  const first = ordered.find((snapshot) => addressText(snapshot.facts.address) === addressText(before.facts.address)) ?? before
  return { item: '前の住所', value: addressText(before.facts.address), since: printDate(first.validFrom, 'short'), ...sourceOf(sourceOfValue(history, first, (facts) => addressText(facts.address))) }
}

function sourceOf(snapshot: Pick<Snapshot, 'source' | 'recordedAt'>): Pick<RecordRow, 'source' | 'notificationId' | 'recordedOn'> {
  const { event, evidence, notifiedOn, notificationId } = snapshot.source
  const words = [evidence ?? registerEventTitles[event], notifiedOn === null ? '' : `届出 ${printDate(notifiedOn, 'short')}`].filter((part) => part !== '').join('\u3000')
  return { source: words, notificationId, recordedOn: snapshot.recordedAt.slice(0, 10) as PlainDate }
}

function residenceText(facts: PersonFacts): string | null {
  const { immigration } = facts
  if (immigration === null) return null
  const expiry = immigration.expiresOn === null ? '' : `満了 ${printDate(immigration.expiresOn, 'western')}`
  return [immigration.statusOfResidence, immigration.periodOfStay, expiry].filter((part) => part !== null && part !== '').join('\u3000') || null
}

function closingText(facts: PersonFacts): string | null {
  if (facts.status === 'resident' || facts.ceasedOn === null) return null
  const day = facts.ceasedWording ?? printDate(facts.ceasedOn)
  if (facts.status === 'dead') return `死亡\u3000${day}`
  return facts.status === 'moved-out' ? `転出\u3000${day}\u3000${facts.moveOutTo ?? ''}` : `職権消除\u3000${day}`
}

/** A stop on the line of a person's events. */
export interface EventStop { readonly on: PlainDate; readonly title: string }

/** The events of a believed history, oldest first, one a day and kind. */
export function eventStops(believed: readonly Snapshot[]): readonly EventStop[] {
  const stops = believed.map((snapshot) => ({ on: snapshot.validFrom, title: registerEventTitles[snapshot.source.event] }))
  return stops.filter((stop, index) => stops.findIndex((other) => other.on === stop.on && other.title === stop.title) === index).sort((a, b) => (a.on < b.on ? -1 : 1))
}

/** `昭和52年8月3日`, the wording where something is unknown; western for foreign residents. */
export function birthText(facts: Pick<PersonFacts, 'birth' | 'residentType'>): string {
  if (facts.birth.wording !== null) return facts.birth.wording
  return facts.residentType === 'foreign' ? printDate(facts.birth.calc, 'western') : printUnknownDate(facts.birth)
}

export const sexTitles = { male: '男', female: '女', unknown: '' } as const
export const statusTitles = { resident: '住民', 'moved-out': '転出', dead: '死亡', removed: '職権消除' } as const
