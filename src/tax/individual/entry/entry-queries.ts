import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { amountText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zId } from '../../../platform/command/schema.ts'
import { statementsViewOf, withheldStatements, type StatementsView } from '../queries.ts'
import { refuse } from '../refusals.ts'
import { columnOfField, contentColumns } from '../returns/layout.ts'
import { entryDifferences, type EntryDifference } from '../rules/entry.ts'
import { statementTitles, type StatementKind } from '../statement.ts'
import * as store from './entry-store.ts'

const ImageId = z.strictObject({ imageId: zId })

export interface ReturnImageView { readonly imageId: string; readonly personId: string; readonly mediaType: string; readonly base64: string | null }

/** The bytes of a picture, for the route that serves it. */
export const showReturnImage = query<{ imageId: string }, ReturnImageView>({
  name: 'tax-individual.show-return-image', title: '課税資料の画像を見る', permission: 'tax-individual.read', action: 'view',
  description: 'The scan of a return, to be shown beside the form it is keyed into.',
  input: ImageId, output: z.custom<ReturnImageView>(),
  async run(tx, { imageId }) {
    const image = await store.findImage(tx, imageId)
    const bytes = image && await tx.services.files.find(tx, image.sha256)
    if (!image || !bytes) return refuse('image-not-found', { field: '/imageId' })
    return accept({ imageId, personId: image.personId, mediaType: image.mediaType, base64: Buffer.from(bytes).toString('base64') })
  },
  subjects: (view) => [view.personId],
  // Nobody can take an address out of a picture: the whole picture is withheld.
  withhold: (view, ids) => (ids.has(view.personId) ? { ...view, base64: null } : view),
  example: exampleImage,
})

async function exampleImage(tx: Parameters<typeof store.findAnyImage>[0]): Promise<{ imageId: string } | null> {
  const image = await store.findAnyImage(tx)
  return image === undefined ? null : { imageId: image.imageId }
}

/** The bytes of a picture that is not withheld. */
export function imageOf(view: ReturnImageView): { mediaType: string; bytes: Uint8Array } | null {
  return view.base64 === null ? null : { mediaType: view.mediaType, bytes: Buffer.from(view.base64, 'base64') }
}

export interface DifferenceView { readonly path: string; readonly label: string; readonly first: string; readonly second: string }

export interface EntryView {
  readonly imageId: string
  readonly mediaType: store.MediaType
  readonly statements: StatementsView
  readonly state: 'none' | store.EntryState
  readonly firstByName: string | null
  readonly secondByName: string | null
  readonly settledByName: string | null
  readonly reason: string | null
  /** Whether this officer keyed it already. */
  readonly isOwn: boolean
  /** Where the two keyed something else; empty for whoever has still to key it. */
  readonly differences: readonly DifferenceView[]
}

/** 画像からの入力: the picture, how far it is keyed, and where two differ. Nothing of a first keying is told before the second is done. */
export const showReturnEntry = query<{ imageId: string }, EntryView>({
  name: 'tax-individual.show-return-entry', title: '課税資料の画像からの入力', permission: 'tax-individual.read', action: 'view',
  description: 'A picture with the person it belongs to and how far it is keyed; after the second keying the fields in which the two differ. What the first officer keyed is never told before.',
  input: ImageId, output: z.custom<EntryView>(),
  async run(tx, { imageId }) {
    const image = await store.findImage(tx, imageId)
    if (!image) return refuse('image-not-found', { field: '/imageId' })
    const statements = await statementsViewOf(tx, { personId: image.personId, fiscalYear: fiscalYear(image.incomeYear + 1) })
    if (!statements.ok) return statements
    const entry = await store.findEntry(tx, imageId)
    const differences = entry?.secondContent ? entryDifferences({ ...entry.firstContent }, { ...entry.secondContent }) : []
    return accept({
      imageId, mediaType: image.mediaType, statements: statements.value, state: entry?.state ?? 'none', firstByName: entry?.firstByName ?? null, secondByName: entry?.secondByName ?? null, settledByName: entry?.settledByName ?? null, reason: entry?.reason ?? null,
      isOwn: entry?.firstBy === tx.actor.id || entry?.secondBy === tx.actor.id, differences: differences.map(differenceView).toSorted((a, b) => placeOf(a.path) - placeOf(b.path)),
    })
  },
  subjects: (view) => [view.statements.person.personId, ...view.statements.household.map((one) => one.personId)],
  withhold: (view, ids) => ({ ...view, statements: withheldStatements(view.statements, ids), differences: ids.has(view.statements.person.personId) ? [] : view.differences }),
  example: exampleImage,
})

const wholeTitles: Readonly<Record<string, string>> = { kind: '資料の種類', payer: '支払者', spouse: '配偶者', relatives: '親族', housingLoan: '住宅借入金等', declared: '種類ごとの所得' }

/** In the order of the paper, what leads it first. */
function placeOf(path: string): number {
  return contentColumns.findIndex((one) => one.path === path || one.path.startsWith(`${path}.`))
}

function differenceView({ path, first, second }: EntryDifference): DifferenceView {
  const column = columnOfField(`/${path.replaceAll('.', '/')}`)
  return { path, label: wholeTitles[path] ?? (column === '' ? path : column), first: wordsOf(path, first), second: wordsOf(path, second) }
}

/** What was keyed, in words. */
function wordsOf(path: string, value: unknown): string {
  if (value === null) return 'なし'
  if (path === 'kind') return statementTitles[value as StatementKind]
  if (typeof value === 'number') return `${amountText(value)}円`
  if (typeof value === 'boolean') return value ? 'はい' : 'いいえ'
  if (Array.isArray(value)) return value.length === 0 ? 'なし' : value.map((one) => personWords(one as Claimed)).join('、')
  if (typeof value === 'object') return path === 'spouse' ? personWords(value as Claimed) : 'あり'
  return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? printDate(plainDate(String(value)), 'short') : String(value)
}

interface Claimed { readonly birthOn: string | null; readonly income: number }

function personWords({ birthOn, income }: Claimed): string {
  return `${birthOn === null ? '' : printDate(plainDate(birthOn), 'short')} 所得${amountText(income)}円`
}
