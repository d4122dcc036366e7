import { defineTemplate, type TemplateData } from '../platform/document/index.ts'
import type { Sheet } from './model.ts'

/** 住民票の写し, A4, for one person or a household. */
export const residentRecordCopyTemplate = defineTemplate({
  name: 'certificates.resident-record-copy', version: 2, title: '住民票の写し', pages: 'any', source: new URL('forms/resident-record-copy.typ', import.meta.url),
})

/** What one sheet has of its own: number, check code, desk, town, and the mark that signs its words. */
export interface Marks {
  readonly number: string; readonly checkCode: string; readonly watermark: string; readonly isPractice: boolean
  /** Null while the words are not signed yet, and on a draft. */
  readonly mark: { readonly svg: string; readonly text: string } | null
}

/** The content as the form draws it; nothing but what is printed. */
export function paperData(sheet: Sheet, marks: Marks): TemplateData {
  const { pages, ...rest } = sheet
  return {
    ...rest, ...marks,
    pages: pages.map((page, index) => ({
      persons: page.persons.map(({ personId: _personId, rows, ...person }) => ({ ...person, rows: rows.map((row) => ({ ...row })) })),
      history: page.history.map((line) => ({ ...line })), isLast: index === pages.length - 1, place: `${index + 1}／${pages.length}`,
    })),
  }
}
