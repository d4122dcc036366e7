import { ageByBirthday } from '../../kernel/age.ts'
import type { PersonFacts, RegisterPerson } from '../../resident/index.ts'
import { sampleDay } from './calendar.ts'
import { inventEmployers } from './employers.ts'
import { makePage, planSample, type SamplePage, type SampleSize } from './page.ts'
import { published, publishedAges, publishedAgesSource, type ShareKey } from './published.ts'
import type { SampleTown } from './town-plan.ts'

/** What a sample turned out to be, in the words of `published.ts`, and its residents by sex and five years of age. */
export interface MeasuredShares {
  readonly residents: number
  readonly shares: Readonly<Record<ShareKey, number>>
  readonly ages: readonly (readonly [men: number, women: number])[]
  /** Not published in this form: what the sample holds beside. */
  readonly counts: Readonly<Record<string, number>>
}

/** Years over which the register knows every change. */
const yearsKnown = 2.5

/** All pages of a sample, made in memory: for measuring and for tests. */
export function makePages(town: SampleTown, size: SampleSize): readonly SamplePage[] {
  const plan = planSample(town, size, inventEmployers(town, size).map(({ name }) => ({ name, partyId: null })))
  return Array.from({ length: plan.pages }, (_, page) => makePage(plan, page))
}

/** Facts of those who live in the town on the day of the sample. */
export function residentsOf(pages: readonly SamplePage[]): readonly PersonFacts[] {
  return pages.flatMap((page) => page.register.persons.map(lastFacts)).filter((facts) => facts.status === 'resident')
}

function lastFacts(person: RegisterPerson): PersonFacts {
  return person.history.at(-1)!.facts
}

export function measureShares(pages: readonly SamplePage[]): MeasuredShares {
  const residents = residentsOf(pages)
  const ages = residents.map((facts) => ageByBirthday(facts.birth.calc, sampleDay))
  const households = householdsOf(residents)
  const kinds = [...households.values()].map(kindOf)
  const share = (count: number, of = residents.length): number => (count * 100) / of
  const events = (names: readonly string[]): number => pages.reduce((sum, page) => sum + page.register.persons.filter((person) => person.history.some((one) => one.recordedTo === null && names.includes(one.source.event))).length, 0)
  const kindShare = (name: string): number => share(kinds.filter((one) => one === name).length, kinds.length)
  return {
    residents: residents.length,
    ages: publishedAges.map((_, band) => [inBand(residents, ages, { band, sex: 'male' }), inBand(residents, ages, { band, sex: 'female' })] as const),
    shares: {
      below15: share(ages.filter((age) => age < 15).length), from65: share(ages.filter((age) => age >= 65).length), from75: share(ages.filter((age) => age >= 75).length),
      women: share(residents.filter((facts) => facts.sex === 'female').length), householdSize: residents.length / households.size,
      single: kindShare('single'), couple: kindShare('couple'), coupleChildren: kindShare('couple-children'), loneParent: kindShare('lone-parent'), otherHouseholds: kindShare('other'),
      foreign: share(residents.filter((facts) => facts.residentType === 'foreign').length),
      births: share(events(['birth'])) / yearsKnown, deaths: share(events(['death'])) / yearsKnown, arrivals: share(events(['move-in-domestic', 'move-in-from-abroad'])) / yearsKnown,
      wageOfMen: averageWage(pages, 'male'), wageOfWomen: averageWage(pages, 'female'), lightCars: share(countCars(pages), households.size),
      commonestSurname: share(residents.filter((facts) => facts.name.startsWith('佐藤\u3000')).length),
    },
    counts: countsOf(pages, residents),
  }
}

function inBand(residents: readonly PersonFacts[], ages: readonly number[], wanted: { readonly band: number; readonly sex: string }): number {
  return residents.filter((facts, index) => facts.sex === wanted.sex && Math.min(publishedAges.length - 1, Math.floor(ages[index]! / 5)) === wanted.band).length
}

/** Members by household, everybody a resident. */
export function householdsOf(residents: readonly PersonFacts[]): ReadonlyMap<string, readonly PersonFacts[]> {
  const households = new Map<string, PersonFacts[]>()
  for (const facts of residents) households.set(facts.householdId, [...(households.get(facts.householdId) ?? []), facts])
  return households
}

/** The kind as the census would count it from the relationships. */
function kindOf(members: readonly PersonFacts[]): string {
  if (members.length === 1) return 'single'
  const others = members.map((member) => member.relationship).filter((relationship) => relationship !== 'head')
  const spouses = others.filter((relationship) => /^(wife|husband)/.test(relationship)).length
  const children = others.filter((relationship) => relationship === 'child').length
  const parents = others.filter((relationship) => relationship === 'mother' || relationship === 'father').length
  if (spouses === others.length) return 'couple'
  if (spouses + children === others.length) return spouses > 0 ? 'couple-children' : 'lone-parent'
  return parents === 1 && others.length === 1 ? 'lone-parent' : 'other'
}

function averageWage(pages: readonly SamplePage[], sex: string): number {
  const sexes = new Map(pages.flatMap((page) => page.register.persons.map((person) => [person.personId, lastFacts(person).sex] as const)))
  const wages = pages.flatMap((page) => page.statements).filter((one) => one.kind === 'salary-report' && one.incomeYear === 2024 && sexes.get(one.personId) === sex).map((one) => one.salaryRevenue)
  return wages.reduce((sum, wage) => sum + wage, 0) / wages.length / 10_000
}

function countCars(pages: readonly SamplePage[]): number {
  return pages.flatMap((page) => page.vehicles).filter(({ vehicle }) => vehicle.validTo === null && /^(passenger|cargo)/.test(vehicle.class)).length
}

function countsOf(pages: readonly SamplePage[], residents: readonly PersonFacts[]): Readonly<Record<string, number>> {
  const persons = pages.flatMap((page) => page.register.persons)
  const count = (holds: (facts: PersonFacts) => boolean): number => residents.filter(holds).length
  return {
    '住民でなくなった人（転出・死亡・職権消除）': persons.length - residents.length,
    '履歴の行（訂正前・異動前を含む）': persons.reduce((sum, person) => sum + person.history.length, 0),
    '支援措置を受けている人': new Set(pages.flatMap((page) => page.measures.map((measure) => measure.personId))).size,
    '生年月日に不詳のある人': count((facts) => facts.birth.unknown !== 'none'),
    '異体字セレクターのある氏名': count((facts) => /[\u{E0100}-\u{E01EF}]/u.test(facts.name)),
    '髙・﨑・𠮷・邊・邉・齋などのある氏名': count((facts) => /[髙﨑𠮷邊邉齋齊嵜濵栁]/u.test(facts.name)),
    '通称のある外国人住民': count((facts) => facts.commonName !== null),
    '旧氏を記載した人': count((facts) => facts.formerSurname !== null),
    '振り仮名を届け出た人': count((facts) => facts.furigana !== null),
    '課税資料（二年分）': pages.reduce((sum, page) => sum + page.statements.length, 0),
    '軽自動車税の車両': pages.reduce((sum, page) => sum + page.vehicles.length, 0),
    'いちばん人の多い町丁の住民': Math.max(...countBy(residents, (facts) => facts.address.town).values()),
  }
}

export function countBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}

/** The tables of `docs/sample-data.md`, as Markdown. */
export function sharesAsMarkdown(measured: MeasuredShares): string {
  const percent = (value: number, total: number): string => ((value * 100) / total).toFixed(1)
  const country = publishedAges.reduce((sum, [men, women]) => sum + men + women, 0)
  const bar = (value: number, total: number): string => '■'.repeat(Math.round((value * 200) / total))
  const ages = measured.ages.map(([men, women], band) => {
    const [allMen, allWomen] = publishedAges[band]!
    const label = band === publishedAges.length - 1 ? `${band * 5}–` : `${band * 5}–${band * 5 + 4}`
    return `| ${label} | ${percent(men, measured.residents)} | ${percent(allMen, country)} | ${bar(men, measured.residents)} | ${percent(women, measured.residents)} | ${percent(allWomen, country)} | ${bar(women, measured.residents)} |`
  })
  const shares = (Object.keys(published) as ShareKey[]).map((key) => `| ${published[key].label} | ${measured.shares[key].toFixed(key === 'births' || key === 'deaths' || key === 'householdSize' ? 2 : 1)} | ${published[key].value} | ${published[key].source} |`)
  return [
    `| 年齢 | 男 | 国 | | 女 | 国 | |\n| --- | ---: | ---: | --- | ---: | ---: | --- |`, ...ages, '', `国：${publishedAgesSource}。男女それぞれ総人口に対する％。■ は0.5ポイント。`, '',
    '| 項目 | この町 | 国 | 国の数字の出どころ |\n| --- | ---: | ---: | --- |', ...shares, '',
    '| この町にあるもの | 数 |\n| --- | ---: |', ...Object.entries(measured.counts).map(([label, count]) => `| ${label} | ${count.toLocaleString('ja-JP')} |`),
  ].join('\n')
}
