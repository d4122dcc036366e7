import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { assert, Bug } from '../../../kernel/assert.ts'
import { checkData, type DataGlyph } from './data-check.ts'
import { fontFiles, loadFonts, type FontSet } from './fonts.ts'
import { checkText, type Substitution } from './glyph-check.ts'
import type { PaperTemplate, TemplateData } from './template.ts'

export interface RenderOptions {
  /** The faces to draw with; by default those of this installation. */
  readonly fonts?: FontSet
  /** Pictures the template names (`seal.png`), by that name: PNG, JPEG or SVG. */
  readonly images?: Readonly<Record<string, Uint8Array>>
  /** With structure tags for screen readers: for files a resident reads; paper needs none. */
  readonly tagged?: boolean
}

/** A finished paper and what it was drawn with. */
export interface Drawn {
  readonly drawn: true
  readonly pdf: Uint8Array
  readonly pageCount: number
  /** Sequences drawn by their twin of the other collection; kept with the document. */
  readonly substitutions: readonly Substitution[]
  /** SHA-256 of the fonts it may be drawn with, by family. */
  readonly fontDigests: Readonly<Record<string, string>>
  readonly templateVersion: number
}

/** Nothing was drawn: some character has no glyph, or a text or the whole does not fit its form. */
export type NotDrawn =
  | { readonly drawn: false, readonly reason: 'missing-glyph', readonly missing: readonly DataGlyph[] }
  | { readonly drawn: false, readonly reason: 'does-not-fit' }

/**
 * Draws one paper in memory — 帳票の作成. The same template, data and fonts give the same bytes.
 * Nothing is drawn unless a glyph was found for every character of `data`.
 * @returns the PDF, or why there is none; throws only on a fault in the template
 */
export async function render(template: PaperTemplate, data: TemplateData, options: RenderOptions = {}): Promise<Drawn | NotDrawn> {
  const fonts = options.fonts ?? installedFonts()
  const checked = checkData(data, fonts)
  if (checked.missing.length > 0) return { drawn: false, reason: 'missing-glyph', missing: checked.missing }
  const item = { data: checked.data, sequenceFaces: checked.sequenceFaces }
  const pdf = compile(template, [item], { ...options, fonts })
  const pageCount = pdf && countPages(pdf)
  if (!pdf || !pageCount || (template.pages !== 'any' && pageCount !== template.pages)) return { drawn: false, reason: 'does-not-fit' }
  return {
    drawn: true, pdf, pageCount, substitutions: checked.substitutions,
    fontDigests: fonts.digests, templateVersion: template.version,
  }
}

let installed: FontSet | undefined

/** The faces of this installation, read once. */
export function installedFonts(): FontSet {
  installed ??= loadFonts()
  return installed
}

/** An item whose texts have passed the glyph check. */
export interface CheckedItem { readonly data: TemplateData, readonly sequenceFaces: Readonly<Record<string, string>> }

/**
 * Draws checked items one behind the other into one PDF; nothing if a text does not fit its box.
 * Synchronous on purpose: between handing the data over and reading the PDF nobody else can touch the compiler.
 */
export function compile(template: PaperTemplate, items: readonly CheckedItem[], options: RenderOptions & { readonly fonts: FontSet }): Uint8Array | undefined {
  const press = pressFor(options.fonts)
  registerTemplate(press, template, options.fonts)
  const images = Object.entries(options.images ?? {})
  for (const [name, bytes] of images) press.compiler.mapShadow(virtualPath(`images/${name}`), Buffer.from(bytes))
  press.compiler.mapShadow(virtualPath('job.json'), Buffer.from(JSON.stringify(items)))
  try {
    return press.compiler.pdf({ mainFileContent: mainFile(template) }, { pdfTags: options.tagged ?? false })
  } catch {
    return explainFailure(press.compiler, template)
  } finally {
    press.compiler.unmapShadow(virtualPath('job.json'))
    for (const [name] of images) press.compiler.unmapShadow(virtualPath(`images/${name}`))
    forgetOld(press, items.length)
  }
}

interface Press { readonly compiler: NodeCompiler, readonly registered: Set<string>, drawnSinceSweep: number }

/** A folder that does not exist: everything the compiler reads is handed to it in memory. */
const workspace = resolve('/yakuba-paper')
const presses = new WeakMap<FontSet, Press>()

function pressFor(fonts: FontSet): Press {
  const warm = presses.get(fonts)
  if (warm) return warm
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: [...fontFiles(fonts)] }] })
  compiler.mapShadow(virtualPath('forms.typ'), readFileSync(new URL('forms.typ', import.meta.url)))
  compiler.mapShadow(virtualPath('fonts.json'), Buffer.from(JSON.stringify(fonts.families)))
  const press: Press = { compiler, registered: new Set(), drawnSinceSweep: 0 }
  presses.set(fonts, press)
  return press
}

function registerTemplate(press: Press, template: PaperTemplate, fonts: FontSet): void {
  const path = templatePath(template)
  if (press.registered.has(path)) return
  const words = checkText(template.source.replaceAll(/[\t\r]/g, ' '), fonts)
  assert(words.missing.length === 0, `every character of the form ${template.name} has a glyph; missing ${words.missing.map((glyph) => glyph.codepoints).join(', ')}`)
  press.compiler.mapShadow(virtualPath(path), Buffer.from(template.source))
  press.registered.add(path)
}

function templatePath(template: PaperTemplate): string {
  return `templates/${template.name}-${template.version}.typ`
}

function virtualPath(path: string): string {
  return resolve(workspace, path)
}

/**
 * The same few lines for every form. Values of the job never become Typst text.
 * The show rule gives each variation sequence the face whose own table has it.
 */
function mainFile(template: PaperTemplate): string {
  return `#import "/forms.typ": fonts
#import "/${templatePath(template)}": draw
#set document(title: "${template.title}", date: none)
#set text(font: fonts.mincho, lang: "ja", region: "jp", size: 10.5pt, fallback: false, cjk-latin-spacing: none, hyphenate: false)
#for item in json("/job.json") {
  if item.sequenceFaces.len() == 0 {
    draw(item.data)
  } else {
    show regex("[^\\u{FE00}-\\u{FE0F}\\u{E0100}-\\u{E01EF}][\\u{FE00}-\\u{FE0F}\\u{E0100}-\\u{E01EF}]"): it => text(
      font: item.sequenceFaces.at(it.text, default: fonts.mincho), it)
    draw(item.data)
  }
}
`
}

/** Compiles once more, this time for the reasons. Words in quotes may be someone's data and stay out of the message. */
function explainFailure(compiler: NodeCompiler, template: PaperTemplate): undefined {
  const failure = compiler.compile({ mainFileContent: mainFile(template) }).takeDiagnostics()
  const reasons: readonly { readonly message: string }[] = failure?.shortDiagnostics ?? []
  const messages = reasons.map((reason) => reason.message)
  if (messages.some((message) => message.includes('a text does not fit its box'))) return undefined
  throw new Bug(`the form ${template.name} cannot be drawn: ${messages.join('; ').replaceAll(/"[^"]*"/g, '"…"')}`)
}

/** Typst remembers what it laid out; papers of yesterday's people are not worth the memory. */
const papersPerSweep = 25

function forgetOld(press: Press, papers: number): void {
  press.drawnSinceSweep += papers
  if (press.drawnSinceSweep < papersPerSweep) return
  press.drawnSinceSweep = 0
  press.compiler.evictCache(1)
}

/** Number of pages, from the page tree that the writer puts uncompressed into the file. */
export function countPages(pdf: Uint8Array): number {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1')
  const counts = [...text.matchAll(/\/Type \/Pages\s+\/Count (\d+)/g)].map((match) => Number(match[1]))
  assert(counts.length > 0, 'a finished PDF has a page tree')
  return Math.max(...counts)
}
