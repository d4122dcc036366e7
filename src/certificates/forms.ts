import { defineTemplate, type MarkPlace, type PaperTemplate, type TemplateData } from '../platform/document/index.ts'
import type { DocumentKind, Sheet } from './model.ts'

const source = new URL('forms/register-paper.typ', import.meta.url)

/** Left of the certifier on the last page. */
export const markPlace: MarkPlace = { xMm: 20, yMm: 247, sizeMm: 25 }

/** The form of each kind, A4: one drawing, which the content fills. */
export const templates: Readonly<Record<DocumentKind, PaperTemplate>> = {
  'resident-record-copy': defineTemplate({ name: 'certificates.resident-record-copy', version: 4, title: '住民票の写し', pages: 'any', source, markPlace }),
  'record-items': defineTemplate({ name: 'certificates.record-items', version: 1, title: '住民票記載事項証明書', pages: 'any', source, markPlace }),
  'closed-record-copy': defineTemplate({ name: 'certificates.closed-record-copy', version: 2, title: '除票の写し', pages: 'any', source, markPlace }),
  'closed-record-items': defineTemplate({ name: 'certificates.closed-record-items', version: 1, title: '除票記載事項証明書', pages: 'any', source, markPlace }),
  'moving-out': defineTemplate({ name: 'certificates.moving-out', version: 2, title: '転出証明書', pages: 'any', source, markPlace }),
  'moving-out-equivalent': defineTemplate({ name: 'certificates.moving-out-equivalent', version: 1, title: '転出証明書に準ずる証明書', pages: 'any', source, markPlace }),
}

/** What one sheet has of its own: number, check code, desk and town. */
export interface Marks {
  readonly number: string; readonly checkCode: string; readonly watermark: string; readonly isPractice: boolean
  /** What the place of arrival reads, on a page of its own at the end; none on other papers — 転出証明書の二次元コード. */
  readonly symbols: readonly { readonly svg: string }[]
}

/** How many pages the finished paper has: symbols take one of their own, with certification and seal. */
export function pagesOfPaper(sheet: Pick<Sheet, 'pages'>, { symbols }: Pick<Marks, 'symbols'>): number {
  return sheet.pages.length + (symbols.length > 0 ? 1 : 0)
}

/** The content as the form draws it; nothing but what is printed. */
export function paperData(sheet: Sheet, marks: Marks): TemplateData {
  const { pages, ...rest } = sheet
  const total = pagesOfPaper(sheet, marks)
  const { symbols, ...others } = marks
  const withSymbols = symbols.length === 0 ? [] : [{ persons: [], history: [], commonNames: null, symbols: symbols.map((symbol) => ({ ...symbol })), isLast: true, place: `${total}／${total}` }]
  return {
    ...rest, ...others, headRows: rest.headRows.map((row) => ({ ...row })), badges: [...rest.badges], notes: [...rest.notes],
    pages: [...pages.map((page, index) => ({
      persons: page.persons.map(({ personId: _personId, rows, ...person }) => ({ ...person, rows: rows.map((row) => ({ ...row })) })),
      history: page.history.map((line) => ({ ...line })), commonNames: page.commonNames?.map((line) => ({ ...line })) ?? null, symbols: [], isLast: index === total - 1, place: `${index + 1}／${total}`,
    })), ...withSymbols],
  }
}
