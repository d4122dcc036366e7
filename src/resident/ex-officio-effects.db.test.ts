import { beforeEach, describe, expect, test } from 'vitest'
import { useTowns, valueOf } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import type { Command } from '../platform/command/define.ts'
import { registerExOfficioRecovery, registerExOfficioRemoval, registerLossOfNationality, registerNaturalisation } from './commands.ts'
import { enterHousehold } from './test-residents.ts'

// What the office does by itself, and a change of nationality, in the eyes of every other business.

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'other', identityProof: 'none' }, notifiedOn: '2026-11-24' }
const survey = { surveyedOn: '2026-11-20', finding: '郵便受けに別の人の名があり、管理人も転居したと話した' }
const home = { head: '', wife: '', pupil: '', guest: '', foreignPupil: '' }
let lot = 0

/** A couple with a pupil of the fifth grade, a foreign lodger of thirty-six, and her child in the fourth. */
beforeEach(async () => {
  lot += 1
  const foreign = { residentType: 'foreign' as const, nationality: 'ベトナム', registeredDomicile: null, familyRegisterHead: null }
  const stay = (no: number) => ({ category: 'mid-to-long-term' as const, statusOfResidence: '定住者', periodOfStay: '3年', expiresOn: plainDate('2028-05-01'), cardNumber: `AB${String(lot * 10 + no).padStart(8, '0')}CD` })
  const { personIds: [head, wife, pupil, guest, foreignPupil] } = await towns.a.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: `${lot}番地` }, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', furigana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', furigana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
    { name: '佐久間　結衣', kana: 'サクマ　ユイ', furigana: 'サクマ　ユイ', born: '2015-06-11', sex: 'female', relationship: 'child' },
    { name: 'NGUYEN　LINH', kana: 'グエン　リン', born: '1990-01-01', sex: 'female', relationship: 'cohabitant', ...foreign, immigration: stay(1) }, { name: 'NGUYEN　MAI', kana: 'グエン　マイ', born: '2016-06-11', sex: 'female', relationship: 'cohabitant', ...foreign, immigration: stay(2) },
  ]))
  Object.assign(home, { head, wife, pupil, guest, foreignPupil })
})

const removal = (personIds: readonly string[], over: object = {}) => ({ ...filed, removedOn: { calc: '2026-11-20', unknown: 'none', wording: null }, reason: 'absent', personIds, survey, ...over })
const recovery = (personIds: readonly string[]) => ({ ...filed, recoveredOn: '2026-11-20', personIds, survey, relationships: [] })

/** Lines of the other businesses: code, whom, day, article. */
async function linesOf(command: Command, input: unknown, business: string): Promise<readonly unknown[]> {
  const answer = await towns.a.run(command, input)
  valueOf(answer)
  const names = new Map(Object.entries(home).map(([name, id]) => [id, name]))
  return answer.ok ? answer.consequences.filter((line) => line.business === business).map((line) => [line.code, line.subjectIds.map((id) => names.get(id)).join(), line.deadline, line.article === null ? null : `${line.article.law} ${line.article.article}`]) : []
}

describe('a removal of people of whom nobody knows where they are', () => {
  test.each([
    ['選挙', [['election.mark-moved-out', 'wife', '2026-11-24', 'public-offices-election-act 27(1)'], ['election.delete-moved-out', 'wife', '2027-03-21', 'public-offices-election-act 28']]],
    ['就学', [['school.follow-absent', 'pupil', '2026-12-01', 'school-education-act-enforcement-order 3']]],
    ['年金', [['national-pension.register-absent', 'wife', '2026-12-08', 'national-pension-act 12(1)']]],
  ])('%s', async (business, expected) => {
    expect(await linesOf(registerExOfficioRemoval as Command, removal([home.wife, home.pupil]), business)).toEqual(expected)
  })
})

describe('a removal after a move, or after a declared disappearance', () => {
  const movedOut = { reason: 'moved-out', survey: undefined, removedOn: { calc: '2026-11-01', unknown: 'none', wording: null }, to: { address: '汐音県北浜市中央三丁目8番2号' } }
  const disappeared = { reason: 'disappearance', survey: undefined, ruledOn: '2026-11-16', removedOn: { calc: '2026-10-31', unknown: 'none', wording: null } }

  test('who moved is struck off the roll of the school, and the pension is the new place’s', async () => {
    expect(await linesOf(registerExOfficioRemoval as Command, removal([home.wife, home.pupil], movedOut), '就学')).toEqual([['school.strike-off', 'pupil', '2026-12-01', 'school-education-act-enforcement-order 3']])
  })

  test('whoever counts as dead is deleted at once, and survivors are guided', async () => {
    expect(await linesOf(registerExOfficioRemoval as Command, removal([home.wife], disappeared), '年金')).toEqual([
      ['national-pension.report-death', 'wife', '2026-12-08', 'national-pension-act 105(4)'], ['national-pension.guide-survivors', 'wife', null, 'national-pension-act 19'],
    ])
  })
})

describe('a recovery', () => {
  test.each([
    ['選挙', ['election.restore-entry', 'election.delete-moved-out-ends', 'election.mark-moved-out-ends']],
    ['就学', ['school.restore-roll', 'school.follow-absent-ends']],
    ['年金', ['national-pension.restore-address', 'national-pension.register-absent-ends']],
    ['課税', ['tax-individual.review-after-recovery', 'tax-individual.review-after-recovery']],
  ])('takes back what the removal began, and says what is left to do: %s', async (business, codes) => {
    valueOf(await towns.a.run(registerExOfficioRemoval, removal([home.wife, home.pupil]) as never))
    expect((await linesOf(registerExOfficioRecovery as Command, recovery([home.wife, home.pupil]), business)).map((line) => (line as string[])[0])).toEqual(codes)
  })
})

describe('another nationality', () => {
  const naturalised = (personId: string, name: string) => ({ ...filed, gainedOn: '2026-11-10', gain: 'naturalisation', personId, name, furigana: 'サクマ　リン', registeredDomicile: '汐音県汐見市港本町一丁目12番地', familyRegisterHead: '佐久間　健一' })

  test('who becomes Japanese is listed three months after the record of a Japanese was made', async () => {
    expect(await linesOf(registerNaturalisation as Command, naturalised(home.guest, '佐久間　鈴'), '選挙')).toEqual([['election.consider-registration', 'guest', '2027-03-01', 'public-offices-election-act 21(1)']])
  })

  test('the pension goes on under its number, and the name is told', async () => {
    expect(await linesOf(registerNaturalisation as Command, naturalised(home.guest, '佐久間　鈴'), '年金')).toEqual([['national-pension.report-name', 'guest', '2026-12-08', 'national-pension-act 12(1)']])
  })

  test('the duty of school begins with the one nationality and ends with the other', async () => {
    expect(await linesOf(registerNaturalisation as Command, naturalised(home.foreignPupil, '佐久間　舞'), '就学')).toEqual([['school.duty-begins', 'foreignPupil', '2026-12-01', 'school-education-act 17']])
    const lost = { ...filed, lostOn: '2026-11-10', knownOn: '2026-11-12', personId: home.pupil, name: 'SAKUMA　YUI', nationality: '米国' }
    expect(await linesOf(registerLossOfNationality as Command, lost, '就学')).toEqual([['school.duty-ends', 'pupil', null, 'school-education-act 17']])
  })
})
