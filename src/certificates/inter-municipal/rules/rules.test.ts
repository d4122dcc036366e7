import { describe, expect, test } from 'vitest'
import { plainDate } from '../../../kernel/plain-date.ts'
import type { PersonOnDate } from '../../../resident/index.ts'
import type { AnsweredPerson } from '../messages.ts'
import type { HomeQuestion, HomeRequest } from '../model.ts'
import { fitsQuestion } from './answer.ts'
import { checkAsking, type AskingFacts } from './asking.ts'
import { membersAsked, residentsMeant } from './matching.ts'

const asker = { name: '佐久間　健一', birthOn: plainDate('1977-08-03'), sex: 'male', residentCode: null } as const
const question: HomeQuestion = { asker, scope: 'household', memberNames: [], items: [], purpose: null }
const request: HomeRequest = { ...question, homeCode: '993018', identityCheck: 'driving-licence', exemption: null, copies: 1 }
const facts: AskingFacts = { ownCode: '992011', homeName: '汐音県朝凪町', isHomeReachable: true, isFeeSet: true, exemptions: ['disaster'] }

describe('before the home town is asked', () => {
  test.each([
    ['運転免許証の本人', {}, {}, []],
    ['この町の住民', { homeCode: '992011' }, {}, ['inter-municipal-own-town']],
    ['この仕組みにない町', {}, { isHomeReachable: false }, ['inter-municipal-not-reachable']],
    ['顔写真のない書類2点', { identityCheck: 'two-documents' }, {}, ['inter-municipal-identity']],
    ['聞き取り', { identityCheck: 'interview' }, {}, ['inter-municipal-identity']],
    ['公用', { identityCheck: 'staff-card' }, {}, ['inter-municipal-identity']],
    ['一部の人を選んで、だれもいない', { scope: 'persons' }, {}, ['inter-municipal-members']],
    ['使いみちのない個人番号', { items: ['individual-number'] }, {}, ['number-purpose-missing']],
    ['使いみちのある個人番号', { items: ['individual-number'], purpose: '勤務先への提出' }, {}, []],
    ['町にない免除の理由', { exemption: 'unknown' }, {}, ['exemption-unknown']],
    ['条例に額がない町', {}, { isFeeSet: false }, ['fee-not-set']],
    ['条例に額がない町の、り災した人', { exemption: 'disaster' }, { isFeeSet: false }, []],
  ])('%s', (_title, asked, known, expected) => {
    expect(checkAsking({ ...request, ...asked } as HomeRequest, { ...facts, ...known }).map((refusal) => refusal.code.replace('certificates.', ''))).toEqual(expected)
  })
})

const person = (personId: string, more: Partial<PersonOnDate> = {}): PersonOnDate => ({ personId, name: '佐久間　健一', commonName: null, birth: { calc: plainDate('1977-08-03') }, sex: 'male', status: 'resident', ...more }) as PersonOnDate

describe('who is meant at home', () => {
  test.each([
    ['同じ氏名・生年月日・性別', person('a'), ['a']],
    ['空白と異体字の違い', person('a', { name: '佐久間健一' }), ['a']],
    ['通称が書類の氏名', person('a', { name: 'ＮＧＵＹＥＮ', commonName: '佐久間　健一' }), ['a']],
    ['前の氏名だけが同じ', person('a', { name: '大野　健一' }), []],
    ['一日違いの生年月日', person('a', { birth: { calc: plainDate('1977-08-04') } as PersonOnDate['birth'] }), []],
    ['性別が違う', person('a', { sex: 'female' }), []],
    ['転出した人', person('a', { status: 'moved-out' }), []],
    ['亡くなった人', person('a', { status: 'dead' }), []],
  ])('%s', (_title, candidate, expected) => {
    expect(residentsMeant([candidate], asker).map((one) => one.personId)).toEqual(expected)
  })

  test('two of one name, birth date and sex are both meant', () => {
    expect(residentsMeant([person('a'), person('b')], asker).map((one) => one.personId)).toEqual(['a', 'b'])
  })

  test('members are found by name inside the household alone; an unknown or a doubled name is an error', () => {
    const members = [person('a'), person('b', { name: '佐久間　凛' }), person('c', { name: '佐久間　葵' }), person('d', { name: '佐久間　葵' })]
    const asked = (over: Partial<HomeQuestion>) => membersAsked(members, 'a', { ...question, ...over })?.map((one) => one.personId)
    expect([asked({}), asked({ scope: 'self' }), asked({ scope: 'persons', memberNames: ['佐久間 凛'] })]).toEqual([['a', 'b', 'c', 'd'], ['a'], ['b']])
    expect([asked({ scope: 'persons', memberNames: ['佐久間　空'] }), asked({ scope: 'persons', memberNames: ['佐久間　葵'] })]).toEqual([undefined, undefined])
  })
})

const told = (ref: string, more: Partial<AnsweredPerson> = {}): AnsweredPerson => ({
  ref, name: '佐久間　健一', furigana: null, formerSurname: null, formerSurnameFurigana: null, commonName: null, birthOn: plainDate('1977-08-03'), birth: '昭和52年8月3日', sex: '男', isForeign: false, address: '汐音県朝凪町', becameResidentOn: '',
  addressFixedOn: null, previousAddress: null, relationship: null, nationality: null, residence: [], individualNumber: null, residentCode: null, ...more,
})
const child = told('b', { name: '佐久間　凛', birthOn: plainDate('2017-07-30') })

describe('what is printed of an answer', () => {
  test.each([
    ['世帯全員に、請求した人がいる', {}, { persons: [told('a'), child] }, true],
    ['世帯全員に、請求した人がいない', {}, { persons: [child] }, false],
    ['だれもいない', {}, { persons: [] }, false],
    ['同じ人が二度', {}, { persons: [told('a'), told('a')] }, false],
    ['本人だけ', { scope: 'self' }, { persons: [told('a')] }, true],
    ['本人だけの請求に、世帯の人もいる', { scope: 'self' }, { persons: [told('a'), child] }, false],
    ['本人だけの請求に、別の日に生まれた人', { scope: 'self' }, { persons: [told('a', { birthOn: plainDate('1977-08-04') })] }, false],
    ['選んだ子だけ', { scope: 'persons', memberNames: ['佐久間凛'] }, { persons: [child] }, true],
    ['選んだ子のほかに、親', { scope: 'persons', memberNames: ['佐久間凛'] }, { persons: [told('a'), child] }, false],
    ['選んだ2人のうち1人', { scope: 'persons', memberNames: ['佐久間凛', '佐久間健一'] }, { persons: [child] }, false],
    ['頼んでいない続柄', {}, { persons: [told('a', { relationship: '世帯主' })] }, false],
    ['頼んでいない世帯主', {}, { persons: [told('a')], householder: '佐久間　健一' }, false],
    ['頼んでいない個人番号', { items: ['resident-code'] }, { persons: [told('a', { individualNumber: '123456789018' })] }, false],
    ['頼んだ続柄と個人番号', { items: ['relationship', 'individual-number'] }, { persons: [told('a', { relationship: '世帯主', individualNumber: '123456789018' })], householder: '佐久間　健一' }, true],
    ['頼んでいない在留資格', { items: ['nationality'] }, { persons: [told('a', { residence: [{ item: '在留資格', value: '永住者' }] })] }, false],
  ])('%s', (_title, asked, answer, fits) => {
    expect(fitsQuestion({ householder: null, ...answer }, { ...question, ...asked } as HomeQuestion)).toBe(fits)
  })
})
