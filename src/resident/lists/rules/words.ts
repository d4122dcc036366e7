import type { PlainDate } from '../../../kernel/plain-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { registerEventTitles } from '../../model.ts'
import type { Conditions } from '../model.ts'

export const statusTitles = { resident: '住民', 'moved-out': '転出した人', dead: '亡くなった人', removed: '職権で消除された人' } as const
export const sexTitles = { male: '男', female: '女', unknown: '記載なし' } as const
export const typeTitles = { japanese: '日本人', foreign: '外国人' } as const
const several = 5

/**
 * The conditions in words, one sentence each, as screen and log show them — 条件のことば.
 * @decides nothing
 */
export function conditionWords(conditions: Conditions, titles: ReadonlyMap<string, string>): readonly string[] {
  const { on, knownOn } = conditions
  return [
    `${printDate(on)}の姿${knownOn === null ? '' : `（${printDate(knownOn)}までに記録したこと）`}`, anyOfWords('住民の別', conditions.statuses.map((one) => statusTitles[one])),
    ...ofPerson(conditions), ...ofHousehold(conditions), ...ofPast(conditions), ...ofBusinesses(conditions, titles),
  ]
}

function ofPerson(conditions: Conditions): readonly string[] {
  const { ageFrom, ageTo, ageOn } = conditions
  const day = ageOn === null ? '' : `（${printDate(ageOn)}に）`
  return [
    ...ageFrom === null && ageTo === null ? [] : [`年齢${day}が${numbersWords(ageFrom, ageTo, '歳')}`], ...spanWords('生年月日', conditions.born),
    ...listed('性別', conditions.sexes.map((one) => sexTitles[one])), ...listed('日本人・外国人', conditions.types.map((one) => typeTitles[one])), ...listed('町丁字', conditions.towns),
    ...listed('国籍・地域', conditions.nationalities), ...listed('在留資格', conditions.residenceStatuses), ...spanWords('在留期間の満了日', conditions.stayExpires), ...spanWords('住民となった日', conditions.becameResident),
  ]
}

function ofHousehold({ headship, sizeFrom, sizeTo, childUnder, allOver }: Conditions): readonly string[] {
  return [
    ...headship === 'any' ? [] : [headship === 'head' ? '世帯主である' : '世帯主でない'], ...sizeFrom === null && sizeTo === null ? [] : [`世帯が${numbersWords(sizeFrom, sizeTo, '人')}`],
    ...childUnder === null ? [] : [`世帯に${childUnder}歳未満の人がいる`], ...allOver === null ? [] : [`世帯のみなが${allOver}歳以上`],
  ]
}

function ofPast({ formerTowns, events, eventIn, quietSince }: Conditions): readonly string[] {
  return [
    ...listed('前に住んだ町丁字', formerTowns), ...listed('異動事由', events.map((event) => registerEventTitles[event])), ...spanWords('異動日', eventIn),
    ...quietSince === null ? [] : [`${printDate(quietSince)}から、記録に異動がない`],
  ]
}

function ofBusinesses({ businesses, otherThan }: Conditions, titles: ReadonlyMap<string, string>): readonly string[] {
  const title = (code: string): string => titles.get(code) ?? code
  return [...businesses.map(title), ...otherThan.map((code) => `${title(code)}を除く`)]
}

function anyOfWords(what: string, names: readonly string[]): string {
  return `${what}が${names.slice(0, several).join('・')}${names.length > several ? `ほか${names.length - several}` : ''}`
}

function listed(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [anyOfWords(what, names)]
}

function numbersWords(from: number | null, to: number | null, unit: string): string {
  if (from !== null && from === to) return `${from}${unit}`
  return `${from === null ? '' : `${from}${unit}以上`}${from !== null && to !== null ? '、' : ''}${to === null ? '' : `${to}${unit}以下`}`
}

function spanWords(what: string, span: { readonly from: PlainDate | null; readonly to: PlainDate | null } | null): readonly string[] {
  if (span === null || (span.from === null && span.to === null)) return []
  return [`${what}が${span.from === null ? '' : `${printDate(span.from)}から`}${span.to === null ? '' : `${printDate(span.to)}まで`}`]
}
