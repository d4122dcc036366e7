import { readFileSync } from 'node:fs'
import { defineTemplate } from '../../../../platform/document/index.ts'
import type { SheetMarks } from '../../../../platform/packages/index.ts'
import type { EmployeeSheets } from '../model.ts'
import type { payerNoticeData } from './payer-notice.ts'
import { noticeSource, type employeeNoticeData } from './tax-notice.ts'

const sourceOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

/** The notice to an employer with the sheets of its employees behind it, marked for sorting and inserting — 特別徴収税額の通知書（一括印刷）. */
export const massPayerNotice = defineTemplate({
  name: 'tax-individual.payer-notice-mass', version: 1, title: '特別徴収税額決定・変更通知書（一括印刷）', pages: 'any', source: [noticeSource, sourceOf('payer-notice.typ'), sourceOf('payer-mass.typ')].join('\n'),
})

type PayerData = ReturnType<typeof payerNoticeData>
type EmployeeData = ReturnType<typeof employeeNoticeData>

/** One side of the employer's notice. */
type PayerSide = { readonly no: string; readonly isFirst: boolean; readonly isLast: boolean; readonly isBlank: boolean; readonly employees: PayerData['employees']; readonly marks: SheetMarks | null }

/** What goes to one employer as it is drawn. */
export type MassPayerPaper = {
  readonly payer: Omit<PayerData, 'employees'>
  readonly sheets: readonly PayerSide[]
  readonly employees: readonly { readonly isSealed: boolean; readonly opening: string; readonly marks: SheetMarks | null; readonly notice: EmployeeData }[]
}

/** Employees that the first side has room for under the months, and each further side. */
const onFirstSide = 9
const onFurtherSide = 18

/** How many sides the notice to an employer has; sealed sheets are printed on both sides, so that its own sheets are too. */
export function sidesOfPayer(persons: number, form: EmployeeSheets): { readonly written: number; readonly all: number } {
  const written = 1 + Math.ceil(Math.max(0, persons - onFirstSide) / onFurtherSide)
  return { written, all: form === 'sealed' ? written + (written % 2) : written }
}

/** Sheets in the parcel of an employer: its notice, and one for each employee. */
export function sheetsOfParcel(persons: number, form: EmployeeSheets): number {
  return sidesOfPayer(persons, form).all / sidesOf(form) + persons
}

/** Sides of one sheet. */
export function sidesOf(form: EmployeeSheets): 1 | 2 {
  return form === 'sealed' ? 2 : 1
}

/** The parcel of an employer: its notice side by side, and the sheets of its employees in the same order. */
export function massPayerPaper(papers: { readonly payer: PayerData; readonly employees: readonly EmployeeData[] }, form: EmployeeSheets, marksOf: (sheet: number) => SheetMarks | null): MassPayerPaper {
  const { employees, ...payer } = papers.payer
  const { written, all } = sidesOfPayer(employees.length, form)
  const sides = Array.from({ length: all }, (_, index): PayerSide => {
    const from = index === 0 ? 0 : onFirstSide + (index - 1) * onFurtherSide
    return {
      no: `${index + 1}/${written}`, isFirst: index === 0, isLast: index === written - 1, isBlank: index >= written, employees: employees.slice(from, from + (index === 0 ? onFirstSide : onFurtherSide)),
      // Only the front of a sheet is read by the machine.
      marks: index % sidesOf(form) === 0 ? marksOf(index / sidesOf(form) + 1) : null,
    }
  })
  const before = all / sidesOf(form)
  return {
    payer, sheets: sides,
    employees: papers.employees.map((notice, index) => {
      const marks = marksOf(before + index + 1)
      return { isSealed: form === 'sealed', opening: 'ここから開いてください。税額は内側にあります。', marks: form === 'sealed' ? marks : null, notice: { ...notice, marks: form === 'sealed' ? null : marks } }
    }),
  }
}

/** Texts that must stand on the sides of a parcel, side by side. */
export function textsOfParcel({ payer, sheets, employees }: MassPayerPaper): readonly (readonly string[])[] {
  const own = sheets.map((side) => (side.isBlank ? [] : [payer.number, ...(side.isFirst ? [payer.addressee, ...payer.addressLines, payer.total, payer.persons] : []), ...side.employees.flatMap((one) => [one.name, one.annual])]))
  return [...own, ...employees.flatMap(({ isSealed, notice }) => [...(isSealed ? [[notice.addressee, ...notice.addressLines]] : []), [notice.addressee, notice.noticeNo, notice.total]])]
}
