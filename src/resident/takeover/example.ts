import { nextAddresseeNumber } from '../../kernel/check-digit.ts'
import type { TownBlock } from '../queries.ts'
import { encodeText } from './records.ts'

/** A small profile that shows every kind of item: offered for a first profile, and tried by the tests of the whole system. */
export const exampleProfile = `# 旧システムの書き出しの読み方
encoding: cp932
legacyId: 個人コード
items:
  addressee_number: { column: 個人コード, as: number, width: 10 }
  household_number: { column: 世帯コード, as: number, width: 10 }
  name: { column: 氏名漢字, as: name }
  kana: { column: 氏名カナ, as: kana }
  birth_date: { column: 生年月日, as: date }
  sex: { column: 性別, as: code, table: 性別 }
  relationship: { column: 続柄, as: relationship, table: 続柄 }
  address: { column: 住所, as: address }
  became_resident_on: { column: 住民となった日, as: date }
tables:
  性別: { "1": "1", "2": "2" }
  続柄: { "02": 世帯主, "12": 妻, "20": 子 }
dates:
  eraDigits: { "1": 明治, "2": 大正, "3": 昭和, "4": 平成, "5": 令和 }
  empty: ["00000000", "0"]
  unknown: ["99999999"]
  calc: last
`

/** A file of one person with a number that the town has not given out; Shift_JIS, as the profile says. */
export function exampleFile(block: Pick<TownBlock, 'town'> | undefined, serial = 990_000_001): Buffer {
  const { number } = nextAddresseeNumber(serial, 10)
  const cells = ['個人コード,世帯コード,氏名漢字,氏名カナ,生年月日,性別,続柄,住所,住民となった日', `${number},${number},日本　太郎,ﾆﾎﾝ ﾀﾛｳ,S50.04.01,1,02,${block?.town ?? '本町'}１番地,H12.06.01`]
  return encodeText(`${cells.join('\r\n')}\r\n`, 'cp932')
}
