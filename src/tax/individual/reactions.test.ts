import { expect, test } from 'vitest'
import { citationText } from '../../kernel/citation.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import type { EventDraft } from '../../platform/command/tx.ts'
import { individualTaxReactions } from './reactions.ts'

const event = (name: string, on: string, payload: unknown = null): EventDraft => ({ name, version: 1, effectiveOn: plainDate(on), subjectIds: ['p1'], payload })
const decided = { fiscalYear: fiscalYear(2026), decided: [{ personId: 'p1', annualTax: 120_000, method: 'salary' }] }
const preview = (name: string, draft: EventDraft, facts: unknown) => individualTaxReactions.find((one) => one.event === name)!.preview(draft, facts)

test.each([
  ['1月1日に転入した人はその年度から課税する', '2026-01-01', '2026-01-01', '令和8年度'],
  ['1月2日に転入した人は次の年度から課税する', '2026-01-02', '2027-01-01', '令和9年度'],
  ['12月31日に転入した人は次の年度から課税する', '2026-12-31', '2027-01-01', '令和9年度'],
])('%s', (_title, movedOn, from, year) => {
  const [line] = preview('resident.moved-in', event('resident.moved-in', movedOn), null)
  expect([line!.effectiveOn, line!.title]).toEqual([from, `住民税は${year}からこの町で課税します`])
  expect(line!.amount).toBeNull()
  expect(line!.amountUnknown).toBe('所得の資料が届いてから')
})

test('a newborn counts from the year after, without an amount invented', () => {
  const [line] = preview('resident.born', event('resident.born', '2026-11-15'), null)
  expect([line!.effectiveOn, line!.effect, citationText(line!.article!)]).toEqual(['2027-01-01', 'notice', '地方税法295条第3項'])
})

test('heirs take over the tax of who died, and nothing is said where nothing is owed', () => {
  const lines = preview('resident.died', event('resident.died', '2026-11-15'), decided)
  expect(lines.map((one) => [one.code, one.effect, one.letter, one.detail])).toEqual([['tax-individual.heirs', 'task', '相続人代表者指定届', '給与からの徴収は止まり、残りを普通徴収に切り替えます。']])
  expect(preview('resident.died', event('resident.died', '2026-11-15'), { ...decided, decided: [] })).toEqual([])
  expect(preview('resident.died', event('resident.died', '2026-11-15'), ofYear).map((one) => one.path)).toEqual(['tax-individual/history/p1?year=2026'])
  const byTerms = { ...ofYear, decided: ofYear.decided.map((one) => ({ ...one, method: 'ordinary' })) }
  expect(preview('resident.died', event('resident.died', '2026-11-15'), byTerms).map((one) => [one.detail, one.path])).toEqual([[null, undefined]])
})

test('who leaves the country names a tax administrator by the day, who moves within Japan goes on paying here', () => {
  const [abroad] = preview('resident.moved-out', event('resident.moved-out', '2026-11-30', { to: { kind: 'abroad' } }), decided)
  expect([abroad!.code, abroad!.deadline, abroad!.letter]).toEqual(['tax-individual.tax-administrator', '2026-11-30', '納税管理人申告書'])
  const [domestic] = preview('resident.moved-out', event('resident.moved-out', '2026-11-30', { to: { kind: 'domestic' } }), decided)
  expect([domestic!.code, domestic!.effect, domestic!.deadline]).toEqual(['tax-individual.stays-here', 'notice', null])
})

const gone = (reason: string, removedOn: string) => event('resident.removed', removedOn, { removedOn, notifiedOn: removedOn, reason, householdId: 'h1', to: null, remainingIds: [], newHeadOfRemaining: null, leavesNobody: true, persons: [] })
const ofYear = { ...decided, decided: decided.decided.map((one) => ({ ...one, year: fiscalYear(2026) })) }

test.each([
  ['1月1日に消除した人の、その日の課税は見直す', 'absent', '2026-01-01', 'tax-individual.review-after-removal', '地方税法318条'],
  ['1月2日に消除した人の課税は残り、送り先を探す', 'absent', '2026-01-02', 'tax-individual.find-address', '地方税法20条の2'],
  ['1月2日に届出なく転出していた人は、この町に納める', 'moved-out', '2026-01-02', 'tax-individual.stays-here', '地方税法318条'],
  ['12月31日に転出していた人の課税は見直す', 'moved-out', '2025-12-31', 'tax-individual.review-after-removal', '地方税法318条'],
  ['失踪宣告の人の残りは相続人が引き継ぐ', 'disappearance', '2026-05-05', 'tax-individual.heirs', '地方税法9条'],
  ['二重の記載は、いつの消除でも見直す', 'recorded-twice', '2026-05-05', 'tax-individual.review-after-removal', '地方税法318条'],
])('%s', (_title, reason, removedOn, code, article) => {
  const lines = preview('resident.removed', gone(reason, removedOn), ofYear)
  expect(lines.map((one) => [one.code, citationText(one.article!), one.amount?.yen])).toEqual([[code, article, 120_000]])
})

test('who is not taxed leaves nothing to do when removed; a nationality changes no tax', () => {
  expect(preview('resident.removed', gone('absent', '2026-05-05'), { ...ofYear, decided: [] })).toEqual([])
  expect(preview('resident.nationality-changed', event('resident.nationality-changed', '2026-05-05'), { ...ofYear, decided: [...ofYear.decided, ...ofYear.decided] }).map((one) => [one.code, one.effect])).toEqual([['tax-individual.same-after-nationality', 'notice']])
})
