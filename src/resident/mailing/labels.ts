import { postalText } from '../../kernel/text.ts'
import { z } from 'zod'
import { query } from '../../platform/command/define.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Output } from '../../platform/context/manifest.ts'
import { defineTemplate, drawPreview, renderBulk, type TemplateData } from '../../platform/document/index.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { guardAnswer } from '../protection/answer.ts'
import { findPersonOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { exampleMail, findPieces, zMailAsked } from './list.ts'
import { placesOnSheets, type Placed } from './rules/places.ts'
import type { Piece } from './rules/order.ts'
import { labelSheetKeys, labelSheets, labelsOnSheet, usualSheet, type LabelSheetKey } from './sheets.ts'

// The covers of a list on sheets of labels — 宛名ラベル.

export const labelsOutput = 'resident.address-labels'

export const labelsTemplate = defineTemplate({ name: 'resident.address-labels', version: 1, title: '宛名ラベル', pages: 1, source: new URL('forms/address-labels.typ', import.meta.url) })

const zLabels = zMailAsked.extend({
  sheet: z.enum(labelSheetKeys, { error: '用紙を選んでください。' }).default(usualSheet),
  /** Places of the first sheet that are used up. */
  used: z.number({ error: '使いはじめの位置を数字で入れてください。' }).int().min(0).max(100).default(0),
  from: z.number().int().min(0).default(0),
})
export type LabelsAsked = z.infer<typeof zLabels>

/** So many labels are made at a time. */
export const labelsInSlice = 1200

export interface LabelFile {
  readonly asked: LabelsAsked
  readonly towns: readonly string[]
  /** Labels in all, and how many pieces of mail are left out because somebody is protected. */
  readonly count: number
  readonly leftOut: number
  /** Everybody of the households on this slice. */
  readonly personIds: readonly string[]
  readonly pdfBase64: string | null
  /** Numbers of those whose label could not be drawn: a character no font has, or a text that does not fit. */
  readonly notDrawn: readonly string[]
}

/**
 * The covers of some districts as sheets of labels, on the rows of this moment — 宛名ラベル.
 * A household in which somebody is protected gets no label, whoever asks: labels lie about where anybody may read them.
 */
export const mailingLabels = query<z.input<typeof zLabels>, LabelFile>({
  name: 'resident.mailing-labels', title: '宛名ラベル（PDF）', permission: 'resident.export', action: 'export',
  description: 'The mailing list of some districts on sheets of labels of a chosen size, from a place of the first sheet on, so many at a time. Whoever is protected gets none, with the whole household, whoever asks.',
  input: zLabels as unknown as z.ZodType<z.input<typeof zLabels>>, output: z.custom<LabelFile>(),
  async run(tx, input) {
    const asked = zLabels.parse(input)
    if (asked.used >= labelsOnSheet(labelSheets[asked.sheet])) return refusals.refuse('label-place', { field: '/used', places: labelsOnSheet(labelSheets[asked.sheet]) })
    const found = await findPieces(tx, asked)
    if (!found.ok) return found
    const { towns, pieces } = found.value
    const open = await openPieces(tx, pieces)
    const shown = open.slice(asked.from, asked.from + labelsInSlice)
    const drawn = await drawLabels(tx, shown, { sheet: asked.sheet, used: asked.from === 0 ? asked.used : 0 })
    return { ok: true, value: { asked, towns, count: open.length, leftOut: pieces.length - open.length, personIds: shown.flatMap((piece) => piece.personIds), pdfBase64: drawn.pdf === null ? null : Buffer.from(drawn.pdf).toString('base64'), notDrawn: drawn.notDrawn } }
  },
  subjects: (value) => value.personIds,
  withhold: (value) => ({ ...value, pdfBase64: null }),
  example: exampleMail,
})

/** Pieces in whose households nobody is stopped: neither as paper for whoever it may be, nor for the eyes of this officer. */
async function openPieces(tx: Tx, pieces: readonly Piece[]): Promise<readonly Piece[]> {
  const personIds = [...new Set(pieces.flatMap((piece) => piece.personIds))]
  const stopped = await guardAnswer(tx, personIds, { output: labelsOutput, recipient: 'third-party', requester: null })
  const unseen = await withheldFrom(tx, { output: 'resident.mailing-labels', personIds, recipient: 'staff' })
  return pieces.filter((piece) => !piece.personIds.some((id) => stopped.has(id) || unseen.has(id)))
}

interface Layout { readonly sheet: LabelSheetKey; readonly used: number }

/** More sheets than these are drawn in a thread of their own, so that the counter does not wait. */
const drawnHere = 10

/** The labels on sheets. A label that cannot be drawn is left out and named, and the others move up. */
async function drawLabels(tx: Tx, pieces: readonly Piece[], layout: Layout): Promise<{ readonly pdf: Uint8Array | null; readonly notDrawn: readonly string[] }> {
  if (pieces.length === 0) return { pdf: null, notDrawn: [] }
  const sheets = placesOnSheets(pieces, { perSheet: labelsOnSheet(labelSheets[layout.sheet]), used: layout.used })
  const drawn = await drawSheets(tx, sheets, layout.sheet)
  if (drawn.setAside.length === 0) return { pdf: drawn.pdf, notDrawn: [] }
  const faulty = new Set<Piece>()
  for (const { label } of drawn.setAside.flatMap((index) => sheets[index] ?? [])) if ((await drawSheets(tx, [[{ place: 0, label }]], layout.sheet)).pdf === null) faulty.add(label)
  const others = await drawLabels(tx, pieces.filter((piece) => !faulty.has(piece)), layout)
  return { pdf: others.pdf, notDrawn: [...[...faulty].map((piece) => piece.number), ...others.notDrawn] }
}

async function drawSheets(tx: Tx, sheets: readonly (readonly Placed<Piece>[])[], sheet: LabelSheetKey): Promise<{ readonly pdf: Uint8Array | null; readonly setAside: readonly number[] }> {
  for await (const slice of renderBulk(labelsTemplate, sheets.map((placed) => sheetData(tx, placed, sheet)), { workers: sheets.length > drawnHere ? 1 : 0, sliceSize: labelsInSlice })) {
    return { pdf: slice.pdf, setAside: slice.setAside.map((aside) => aside.item) }
  }
  return { pdf: null, setAside: [] }
}

function sheetData(tx: Tx, placed: readonly Placed<Piece>[], sheet: LabelSheetKey): TemplateData {
  const { office } = tx
  const { title: _title, ...sizes } = labelSheets[sheet]
  const labels = placed.map(({ place, label }) => ({
    place, label: { postal: postalText(label.postalCode), address: `${office.prefecture}${office.name}${label.address}`, names: [...label.addressees] },
  }))
  return { isPractice: office.environment === 'practice', sheet: sizes, labels }
}

/** The labels as they leave, tried for somebody — 宛名ラベルの出力. */
export const labelsPaper: Output = {
  name: labelsOutput, title: '宛名ラベル', kind: 'list',
  async tryFor(tx, personId) {
    const person = await findPersonOn(tx, personId)
    if (person === undefined || person.status !== 'resident') return null
    const found = await findPieces(tx, zMailAsked.parse({ towns: [person.address.town], unit: 'household' }))
    if (!found.ok) return null
    const own = (await openPieces(tx, found.value.pieces)).filter((piece) => piece.personIds.includes(personId))
    if (own.length === 0) return null
    const drawn = await drawPreview(tx, { output: labelsOutput, template: labelsTemplate, data: sheetData(tx, placesOnSheets(own, { perSheet: labelsOnSheet(labelSheets[usualSheet]), used: 0 })[0]!, usualSheet), subjectIds: own.flatMap((piece) => piece.personIds), recipient: 'third-party' })
    return drawn.ok ? drawn.value : null
  },
}
