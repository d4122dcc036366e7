import type { PlainDate } from '../../../kernel/plain-date.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { csvFile } from '../../../platform/spreadsheet/index.ts'
import { statementTitles } from '../statement.ts'
import type { Payer } from './payer-store.ts'

const columns = ['資料番号', '処理', '資料の種類', '収入の年', '指定番号', '受付日', '氏名', 'フリガナ', '生年月日', '住所', '給与の収入', '年金の収入', '社会保険料'] as const
const strangers = [['沖見　凪', 'オキミ　ナギ', '1971-03-04'], ['沖見　渚', 'オキミ　ナギサ', '1982-05-06'], ['沖見　岬', 'オキミ　ミサキ', '1993-07-08'], ['沖見　汀', 'オキミ　ミギワ', '1964-09-10']] as const

/** A small file of a payer about people whom no register knows: four rows that wait for an officer. Never the same twice. */
export function exampleReturns(payer: Pick<Payer, 'report' | 'designationNumber'>, incomeYear: number, today: PlainDate): Buffer {
  const mark = newId().slice(0, 18)
  const [salary, pension] = payer.report === 'salary-report' ? ['1200000', ''] : ['', '900000']
  const rows = strangers.map(([name, kana, born], index) => [`${mark}-${index + 1}`, '新規', statementTitles[payer.report], String(incomeYear), payer.designationNumber, today, name, kana, born, '遠浦県沖見市港町四丁目5番6号', salary, pension, '60000'])
  return Buffer.from(csvFile([[...columns], ...rows], 'utf-8').bytes)
}
