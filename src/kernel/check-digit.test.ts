import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  addresseeNumber, checkDigitOf, checkNumber, corporateNumber, gs1Number, individualNumber, insurerNumber, insurerPartsOf, isPlaceholderNumber,
  jisCodeOf, localGovernmentCode, nextAddresseeNumber, practiceIndividualNumber, residentRecordCode, withCheckDigit, type CheckedNumber,
} from './check-digit.ts'

describe('numbers as the rules make them', () => {
  test.each([
    ['個人番号', individualNumber, ['123456789018', '111111111118', '000000000000']],
    ['住民票コード', residentRecordCode, ['12345678903', '98765432103', '01234567892', '31415926530', '55555555554']],
    ['法人番号', corporateNumber, ['1180301018771', '7000012050002', '8700110005901']],
    ['全国地方公共団体コード', localGovernmentCode, ['011002', '130001', '131016', '131041', '141003', '271004', '401307', '472018', '013030', '012025', '992011', '993018']],
    ['保険者番号', insurerNumber, ['33120015', '01040013', '131011', '39131016']],
    ['GS1', gs1Number, ['4912345678904', '49123456', '14569951116176']],
    ['宛名番号', addresseeNumber, ['000000000123455', '000000000000019', '000000000000027', '000000001000004', '123456789012340']],
  ] as const)('%s: every one is right', (_name, kind, numbers) => {
    expect(numbers.filter((number) => !checkNumber(kind, number).valid)).toEqual([])
  })

  test.each([
    ['住民票コード', residentRecordCode, '12345678901', '3'], ['法人番号', corporateNumber, '2180301018771', '1'], ['団体コード', localGovernmentCode, '131017', '6'],
    ['宛名番号', addresseeNumber, '000000000123456', '5'], ['個人番号', individualNumber, '123456789019', '8'],
  ] as const)('%s with a wrong digit names the right one', (_name, kind, number, digit) => {
    expect(checkNumber(kind, number)).toEqual({ valid: false, expectedCheckDigit: digit })
  })

  test.each([[individualNumber, '12345678901'], [individualNumber, '１２３４５６７８９０１８'], [individualNumber, '12345678901X'], [corporateNumber, ''], [insurerNumber, '1234567'], [localGovernmentCode, '13101']] as const)('%# a number of the wrong form is refused before its digit', (kind, number) => {
    expect(checkNumber(kind, number)).toEqual({ valid: false, reason: 'format' })
  })

  it('refuses to make a number from half a body', () => expect(() => checkDigitOf(individualNumber, '1234')).toThrow('not a body'))
  it('gives the codes inside a number', () => {
    expect([jisCodeOf('131016'), insurerPartsOf('33120015'), insurerPartsOf('131011')]).toEqual(['13101', { lawNo: '33', prefecture: '12' }, undefined])
  })
  it('twelve zeros are nobody', () => expect([isPlaceholderNumber('000000000000'), isPlaceholderNumber('000000000001')]).toEqual([true, false]))
})

describe('practice towns', () => {
  it('take only numbers that no person can have, and the others only true ones', () => {
    fc.assert(fc.property(bodyOf(11), (body) => {
      const [real, practice] = [withCheckDigit(individualNumber, body), withCheckDigit(practiceIndividualNumber, body)]
      expect([checkNumber(individualNumber, real).valid, checkNumber(practiceIndividualNumber, practice).valid]).toEqual([true, true])
      expect([checkNumber(individualNumber, practice).valid, checkNumber(practiceIndividualNumber, real).valid]).toEqual([false, false])
      expect((Number(practice.at(-1)) - Number(real.at(-1)) + 10) % 10).toBe(5)
    }))
  })
})

describe('numbers of addressees', () => {
  it('skip the serial whose remainder is 1', () => {
    const skipped = Array.from({ length: 200 }, (_, index) => index + 1).filter((serial) => nextAddresseeNumber(serial, 15).serial !== serial)
    expect(skipped.slice(0, 4)).toEqual([6, 23, 37, 40])
    expect(nextAddresseeNumber(6, 15)).toEqual({ serial: 7, number: '000000000000078' })
    expect(checkNumber(addresseeNumber, '00000000000006' + '0')).toEqual({ valid: false, reason: 'format' })
  })
  it('crash when the width is used up', () => expect(() => nextAddresseeNumber(1000, 4)).toThrow('used up'))
  it('begin with the serial 1', () => expect(() => nextAddresseeNumber(0, 15)).toThrow('positive whole number'))
})

function bodyOf(length: number): fc.Arbitrary<string> {
  return fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((digits) => digits.join(''))
}

/** Every number that differs from a right one in one digit. */
function listSingleErrors(number: string): readonly string[] {
  return [...number].flatMap((digit, index) =>
    [...'0123456789'].filter((other) => other !== digit).map((other) => number.slice(0, index) + other + number.slice(index + 1)))
}

function errorsPassing(kind: CheckedNumber, body: string): readonly string[] {
  return listSingleErrors(withCheckDigit(kind, body)).filter((wrong) => checkNumber(kind, wrong).valid)
}

describe('one wrong digit is found', () => {
  it.each([['保険者番号', insurerNumber, 7], ['介護保険者番号', insurerNumber, 5], ['GS1 44桁', gs1Number, 43], ['GS1 13桁', gs1Number, 12]] as const)('always: %s', (_name, kind, length) => {
    fc.assert(fc.property(bodyOf(length), (body) => {
      expect(errorsPassing(kind, body)).toEqual([])
    }))
  })
  it('always: 宛名番号', () => {
    fc.assert(fc.property(bodyOf(14), (body) => {
      fc.pre(addresseeNumber.findCheckDigit(body) !== undefined)
      expect(errorsPassing(addresseeNumber, body)).toEqual([])
    }))
  })
  it('in a 個人番号 that does not end in 0, which two remainders share', () => {
    fc.assert(fc.property(bodyOf(11), (body) => {
      fc.pre(checkDigitOf(individualNumber, body) !== '0')
      expect(errorsPassing(individualNumber, body)).toEqual([])
    }))
  })
  it('in a 法人番号, but for 0 and 9 taken for each other', () => {
    fc.assert(fc.property(bodyOf(12), (body) => {
      const right = withCheckDigit(corporateNumber, body)
      const swap = (wrong: string): string => [...wrong].find((digit, index) => digit !== right[index])! + [...right].find((digit, index) => digit !== wrong[index])!
      expect(errorsPassing(corporateNumber, body).filter((wrong) => !['09', '90'].includes(swap(wrong)))).toEqual([])
    }))
  })
})
