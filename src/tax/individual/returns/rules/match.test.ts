import { expect, test } from 'vitest'
import { plainDate } from '../../../../kernel/plain-date.ts'
import { isAt, matchPerson, type MatchCandidate, type Sought } from './match.ts'

const person: MatchCandidate = { personId: 'a', addresseeNumber: '0000000019', bearsName: true, birthOn: plainDate('1980-02-29'), placeKeys: ['港本町1-12-5', '東浜3-1'], wasResident: true }
const sought: Sought = { addresseeNumber: null, birthOn: plainDate('1980-02-29'), addressKey: '港本町1-12-5' }

test.each([
  ['氏名・生年月日・住所が一致', {}, [person], 'a name-birth-address'],
  ['住所は前のもの', { addressKey: '東浜3-1ハイツ201' }, [person], 'a name-birth-address'],
  ['住所が書かれていない', { addressKey: null }, [person], 'a name-birth'],
  ['氏名もフリガナも違う', {}, [{ ...person, bearsName: false }], 'none'],
  ['住所が違う', { addressKey: '西浜9-9' }, [person], 'address-differs'],
  ['番地の途中まで同じ', { addressKey: '港本町1-12-50' }, [person], 'address-differs'],
  ['生年月日が違う', { birthOn: plainDate('1980-03-01') }, [person], 'none'],
  ['生年月日が書かれていない', { birthOn: null }, [person], 'no-birthday'],
  ['だれもいない', {}, [], 'none'],
  ['同じ氏名・生年月日・住所が二人', {}, [person, { ...person, personId: 'b', addresseeNumber: '0000000027' }], 'several'],
  ['同じ氏名・生年月日の二人を住所が分ける', {}, [person, { ...person, personId: 'b', placeKeys: ['西浜9-9'] }], 'a name-birth-address'],
  ['住所が書かれていない二人', { addressKey: null }, [person, { ...person, personId: 'b', placeKeys: ['西浜9-9'] }], 'several'],
  ['1月1日にここの住民でない', {}, [{ ...person, wasResident: false }], 'not-resident'],
  ['宛名番号と生年月日が一致', { addresseeNumber: '0000000019' }, [{ ...person, bearsName: false }], 'a number'],
  ['宛名番号と氏名が一致', { addresseeNumber: '0000000019', birthOn: null, addressKey: '西浜9-9' }, [person], 'a number'],
  ['宛名番号の人が別人', { addresseeNumber: '0000000019', birthOn: plainDate('1990-01-01') }, [{ ...person, bearsName: false }], 'number-differs'],
  ['宛名番号の人がいない', { addresseeNumber: '0000000027' }, [person], 'number-differs'],
  ['宛名番号の人が1月1日に住民でない', { addresseeNumber: '0000000019' }, [{ ...person, wasResident: false }], 'not-resident'],
] as const)('%s', (_title, differing, candidates, expected) => {
  const match = matchPerson({ ...sought, ...differing }, candidates)
  expect(match.kind === 'certain' ? `${match.personId} ${match.by}` : match.why).toBe(expected)
})

test('a lot ends where its digits end', () => {
  expect([isAt('港本町1-1', '港本町1-1'), isAt('港本町1-1コーポ', '港本町1-1'), isAt('港本町1-11', '港本町1-1'), isAt('港本町1-1-2', '港本町1-1'), isAt('港本町1-1', '')]).toEqual([true, true, false, false, false])
})
