import { expect, test } from 'vitest'
import { plainDate } from '../../kernel/plain-date.ts'
import { registerLawOn } from '../law.ts'
import type { Sex } from '../model.ts'
import { aroundNewHead, checkHousehold, settleRemainder, type Member } from './household.ts'
import { findRelationship, isRelationship, relationshipText, relationshipToNewHead } from './relationship.ts'

const day = plainDate('2026-04-01')
const law = registerLawOn(day)

function member(personId: string, relationship: string, sex: Sex = 'male', born = '1980-01-01'): Member {
  return { personId, relationship, sex, birth: { calc: plainDate(born), unknown: 'none', wording: null } }
}

test.each([
  ['世帯主', 'head'], ['子の妻', 'child.wife'], ['孫', 'child.child'], ['長男', 'child'], ['妻（未届）', 'wife-unregistered'], ['子の子の子の子', 'child.child.child.child'], ['同居人', 'cohabitant'],
])('the word %s is the chain %s', (word, chain) => expect(findRelationship(word)).toBe(chain))

test.each([['子の子の子の子の子'], ['おじ'], ['家事使用人'], ['妻の夫'], ['準世帯主'], ['']])('the register does not take %s as a relationship', (word) => expect(findRelationship(word)).toBeUndefined())

test('a chain is read aloud with の between its atoms', () => {
  expect(relationshipText('child.wife')).toBe('子の妻')
  expect(isRelationship('child.wife.husband')).toBe(false)
})

test.each([
  ['妻が世帯主になると、前の世帯主は夫', 'head', 'male', 'wife', 'female', 'husband'],
  ['妻が世帯主になっても、子は子', 'child', 'male', 'wife', 'female', 'child'],
  ['妻が世帯主になると、夫の父', 'father', 'male', 'wife', 'female', 'husband.father'],
  ['妻が世帯主になると、妻の母は母', 'wife.mother', 'female', 'wife', 'female', 'mother'],
  ['子が世帯主になると、前の世帯主は父', 'head', 'male', 'child', 'male', 'father'],
  ['子が世帯主になっても、同居人は同居人', 'cohabitant', 'male', 'child', 'male', 'cohabitant'],
  ['子が世帯主になると、妻は母とは限らないので聞く', 'wife', 'female', 'child', 'male', undefined],
  ['子が世帯主になると、ほかの子は兄弟の別を聞く', 'child', 'female', 'child', 'male', undefined],
  ['性別の分からない前の世帯主は聞く', 'head', 'unknown', 'wife', 'female', undefined],
] as const)('%s', (_title, old, sex, headWas, headSex, expected) => {
  expect(relationshipToNewHead({ relationship: old, sex }, { relationship: headWas, sex: headSex })).toBe(expected)
})

test.each([
  ['世帯主が残れば何も変わらない', [member('a', 'head'), member('b', 'wife', 'female')], [], { head: 'a', changed: [], codes: [] }],
  ['1人だけ残れば、その人が世帯主（確かめる）', [member('b', 'wife', 'female')], [], { head: 'b', changed: [['b', 'head']], codes: ['resident.confirm-last-member-head'] }],
  ['2人以上残り、決まっていなければ世帯主未設定（確かめる）', [member('b', 'wife', 'female'), member('c', 'child')], [], { head: null, changed: [], codes: ['resident.confirm-head-leaves'] }],
  ['次の世帯主が選ばれれば、続柄が付く', [member('b', 'wife', 'female'), member('c', 'child')], [{ personId: 'b', relationship: 'head' }], { head: 'b', changed: [['b', 'head']], codes: [] }],
  ['続柄が決まらない人がいれば聞く', [member('b', 'child'), member('c', 'child')], [{ personId: 'b', relationship: 'head' }], { head: 'b', changed: [['b', 'head']], codes: ['resident.relationship-needed'] }],
  ['誰も残らなければ世帯は消える', [], [], { head: null, changed: [], codes: [] }],
])('%s', (_title, remaining, asked, expected) => {
  const settled = settleRemainder(remaining, asked)
  expect({ head: settled.headId, changed: [...settled.relationships], codes: settled.findings.map((one) => one.code) }).toEqual(expected)
})

test('a group without anybody chosen as head is refused', () => {
  expect(aroundNewHead([member('b', 'wife', 'female'), member('c', 'child')], [], '/relationships').findings.map((one) => one.code)).toEqual(['resident.head-missing'])
})

test.each([
  ['世帯主が2人', [['a', 'head', 'male', '1980-01-01'], ['b', 'head', 'female', '1981-01-01']], ['resident.two-heads']],
  ['夫と妻が両方', [['a', 'head', 'male', '1980-01-01'], ['b', 'wife', 'female', '1981-01-01'], ['c', 'husband', 'male', '1981-01-01']], ['resident.two-spouses']],
  ['妻の性別が男', [['a', 'head', 'male', '1980-01-01'], ['b', 'wife', 'male', '1981-01-01']], ['resident.confirm-relationship-sex']],
  ['18歳の前の日の妻', [['a', 'head', 'male', '1980-01-01'], ['b', 'wife', 'female', '2008-04-03']], ['resident.confirm-spouse-age']],
  ['18歳に達した日の妻', [['a', 'head', 'male', '1980-01-01'], ['b', 'wife', 'female', '2008-04-02']], []],
  ['子が世帯主より年上', [['a', 'head', 'male', '1980-01-01'], ['b', 'child', 'male', '1979-12-31']], ['resident.child-older-than-parent']],
  ['父が世帯主より年下', [['a', 'head', 'male', '1980-01-01'], ['b', 'father', 'male', '1980-01-02']], ['resident.confirm-parent-age']],
] as const)('%s', (_title, members, codes) => {
  const after = members.map(([id, relationship, sex, born], index) => ({ ...member(id, relationship, sex, born), field: `/persons/${index}/relationship` }))
  expect(checkHousehold(after, day, law).map((one) => one.code)).toEqual(codes)
})
