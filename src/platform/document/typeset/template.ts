import { readFileSync } from 'node:fs'
import { assert } from '../../../kernel/assert.ts'

/** What a template draws: plain JSON. Every text in it is checked for glyphs, so hand in only what is printed. */
export type TemplateData = null | boolean | number | string | readonly TemplateData[] | { readonly [field: string]: TemplateData | undefined }

/** Where a form keeps the place free in which the mark of a finished paper stands, from the upper left corner of its last page; the size is with the quiet zone — 検証マークの場所. */
export interface MarkPlace { readonly xMm: number; readonly yMm: number; readonly sizeMm: number }

/** One printed form, registered by the context that owns it — 様式. */
export interface PaperTemplate {
  /** `<context>.<form>` in kebab case. */
  readonly name: string
  /** Raised with every change that can be seen on paper; stands with each document. */
  readonly version: number
  /** Title of the PDF. Never a person's name. */
  readonly title: string
  /** Typst text that defines `#let draw(item) = …` and draws only with `form-page`. */
  readonly source: string
  /** How many pages one item gives; `any` where the number of persons decides. */
  readonly pages: number | 'any'
  /** Of a form whose papers are signed. */
  readonly markPlace?: MarkPlace
}

/**
 * Declares a form.
 * @example defineTemplate({ name: 'collection.payment-slip', version: 1, title: '納付書', pages: 1,
 *   source: new URL('payment-slip.typ', import.meta.url) })
 */
export function defineTemplate(form: Omit<PaperTemplate, 'source'> & { readonly source: string | URL }): PaperTemplate {
  assert(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(form.name), `${form.name} is a template name in kebab case`)
  const source = typeof form.source === 'string' ? form.source : readFileSync(form.source, 'utf8')
  return Object.freeze({ ...form, source })
}
