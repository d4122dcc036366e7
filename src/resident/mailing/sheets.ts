/** A sheet of labels: how many, how large, and where the first one begins, in millimetres from the upper left corner of an A4 sheet — ラベルの用紙. */
export interface LabelSheet {
  readonly title: string
  readonly columns: number
  readonly rows: number
  readonly widthMm: number
  readonly heightMm: number
  readonly leftMm: number
  readonly topMm: number
  readonly gapMm: { readonly across: number; readonly down: number }
}

/** The sheets that may be chosen; another size is another row here. */
export const labelSheets = {
  'a4-10': { title: 'A4 10面（86.4×50.8mm）', columns: 2, rows: 5, widthMm: 86.4, heightMm: 50.8, leftMm: 18.6, topMm: 21.5, gapMm: { across: 0, down: 0 } },
  'a4-12': { title: 'A4 12面（86.4×42.3mm）', columns: 2, rows: 6, widthMm: 86.4, heightMm: 42.3, leftMm: 18.6, topMm: 21.6, gapMm: { across: 0, down: 0 } },
  'a4-24': { title: 'A4 24面（66.0×33.9mm）', columns: 3, rows: 8, widthMm: 66, heightMm: 33.9, leftMm: 6, topMm: 12.9, gapMm: { across: 0, down: 0 } },
} as const satisfies Readonly<Record<string, LabelSheet>>
export type LabelSheetKey = keyof typeof labelSheets
/** What is taken where nobody chose. */
export const usualSheet: LabelSheetKey = 'a4-12'
export const labelSheetKeys = Object.keys(labelSheets) as [LabelSheetKey, ...LabelSheetKey[]]

export function labelsOnSheet({ columns, rows }: Pick<LabelSheet, 'columns' | 'rows'>): number {
  return columns * rows
}
