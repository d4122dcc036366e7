import { accept, refused, type Outcome, type Refusal } from '../../kernel/outcome.ts'
import { readTable, type TableRow } from '../../platform/spreadsheet/index.ts'
import { addressText, type Address } from '../model.ts'
import { fullNumber } from '../number/width.ts'
import type { TownBlock } from '../queries.ts'
import { refusals } from '../refusals.ts'
import type { RenumberingLine, TownChange } from './model.ts'

// The two files of a case: what the dictionary says anew, and the new address of each person extracted.

export const townColumns = ['旧町名', '旧番地', '新町名', '新番号', '新町名のカナ', '新郵便番号', '新町字ID', '住居表示の別', '旧町名を閉じる'] as const
type TownColumn = (typeof townColumns)[number]
type TownRow = TableRow<TownColumn>

const longest = { 旧町名: 120, 旧番地: 50, 新町名: 120, 新番号: 50, 新町名のカナ: 120 } as const

/**
 * The old and new names of a case, checked against the dictionary by line and column — 町名の新旧のCSV.
 * @param blocks entries of the dictionary in use
 * @refuses the whole file with every fault found
 */
export async function readTownChanges(bytes: Uint8Array, blocks: readonly TownBlock[]): Promise<Outcome<readonly TownChange[]>> {
  const read = await readTable(bytes, townColumns, ['旧町名', '新町名'])
  if (!read.ok) return read
  const known = new Map(blocks.map((block) => [block.town, block]))
  const changes = read.value.map((row) => changeOf(row, known))
  const faults = read.value.flatMap((row, index) => [...faultsOfRow(row, known), ...faultsAmong(changes, index, row), ...faultsOfBlock(changes[index]!, blocks, row)])
  return faults.length > 0 ? refused(faults) : accept(changes)
}

const numberings = { 住居表示: 'residential', 地番: 'lot' } as const

function changeOf(row: TownRow, known: ReadonlyMap<string, TownBlock>): TownChange {
  const block = known.get(row.get('新町名') ?? '')
  const written = row.get('住居表示の別')
  return {
    lineNo: row.line, oldTown: row.get('旧町名') ?? '', oldNumber: row.get('旧番地'), newTown: row.get('新町名') ?? '', newNumber: row.get('新番号'), closes: row.get('旧町名を閉じる') === 'はい',
    newKana: row.get('新町名のカナ') ?? block?.kana ?? null, newPostalCode: row.get('新郵便番号')?.replace(/-/g, '') ?? block?.postalCode ?? null, newBlockId: row.get('新町字ID') ?? block?.townBlockId ?? null,
    newNumbering: written === null ? block?.numbering ?? null : numberings[written as keyof typeof numberings] ?? null,
  }
}

function faultsOfRow(row: TownRow, known: ReadonlyMap<string, TownBlock>): readonly Refusal[] {
  const [oldTown, newTown] = [row.get('旧町名'), row.get('新町名')]
  const faults: Refusal[] = []
  const wrong = (column: TownColumn, rule: string): void => { faults.push(refusals.refusal('renumbering-value-wrong', { line: row.line, field: column, column, value: row.get(column) ?? '', rule })) }
  const missing = (column: TownColumn): void => { faults.push(refusals.refusal('renumbering-field-missing', { line: row.line, field: column, column })) }
  if (oldTown === null) missing('旧町名')
  else if (!known.has(oldTown)) faults.push(refusals.refusal('renumbering-town-unknown', { line: row.line, field: '旧町名', town: oldTown }))
  if (newTown === null) missing('新町名')
  else if (!known.has(newTown)) for (const column of ['新町名のカナ', '新郵便番号', '新町字ID', '住居表示の別'] as const) if (row.get(column) === null) missing(column)
  for (const [column, most] of Object.entries(longest) as [keyof typeof longest, number][]) if ([...row.get(column) ?? ''].length > most) wrong(column, `${most}字までで入れてください。`)
  if (row.get('新町名のカナ') !== null && !/^[ァ-ヶー0-9０-９\u3000 ]+$/.test(row.get('新町名のカナ') ?? '')) wrong('新町名のカナ', 'カタカナで入れてください。')
  if (row.get('新郵便番号') !== null && !/^\d{3}-?\d{4}$/.test(row.get('新郵便番号') ?? '')) wrong('新郵便番号', '数字7桁で入れてください。')
  if (row.get('新町字ID') !== null && !/^\d{7}$/.test(row.get('新町字ID') ?? '')) wrong('新町字ID', '数字7桁で入れてください。')
  if (row.get('住居表示の別') !== null && !((row.get('住居表示の別') ?? '') in numberings)) wrong('住居表示の別', '「住居表示」か「地番」を入れてください。')
  if (row.get('旧町名を閉じる') !== null && !['はい', 'いいえ'].includes(row.get('旧町名を閉じる') ?? '')) wrong('旧町名を閉じる', '「はい」か「いいえ」を入れてください。')
  if (row.get('旧番地') === null && row.get('新番号') !== null) faults.push(refusals.refusal('renumbering-number-alone', { line: row.line, field: '新番号' }))
  if (oldTown !== null && oldTown === newTown && row.get('旧番地') === row.get('新番号')) faults.push(refusals.refusal('renumbering-changes-nothing', { line: row.line, field: '新町名' }))
  return faults
}

/** The same town or lot twice, or one new town in two ways. */
function faultsAmong(changes: readonly TownChange[], index: number, row: TownRow): readonly Refusal[] {
  const change = changes[index]!
  const before = changes.slice(0, index)
  const twin = before.find((one) => one.oldTown === change.oldTown && one.oldNumber === change.oldNumber)
  const other = before.find((one) => one.newTown === change.newTown && (['newKana', 'newPostalCode', 'newBlockId', 'newNumbering'] as const).some((key) => one[key] !== change[key]))
  return [
    ...(twin === undefined ? [] : [refusals.refusal('renumbering-twice', { line: row.line, field: '旧町名', other: twin.lineNo })]),
    ...(other === undefined ? [] : [refusals.refusal('renumbering-towns-differ', { line: row.line, field: '新町名', town: change.newTown, other: other.lineNo })]),
  ]
}

function faultsOfBlock(change: TownChange, blocks: readonly TownBlock[], row: TownRow): readonly Refusal[] {
  const taken = blocks.find((block) => block.townBlockId === change.newBlockId)
  return taken === undefined || taken.town === change.newTown ? [] : [refusals.refusal('renumbering-block-taken', { line: row.line, field: '新町字ID', id: taken.townBlockId })]
}

export const addressColumns = ['宛名番号', '世帯番号', '氏名', '旧町名', '旧番地', '旧方書', '旧部屋番号', '新町名', '新番号', '新方書', '新部屋番号', '状態印'] as const
type AddressColumn = (typeof addressColumns)[number]

export interface ExtractedLine extends Pick<RenumberingLine, 'personId' | 'stamp' | 'oldAddress'> { readonly addresseeNumber: string }
export interface GivenAddress { readonly personId: string; readonly address: Address }

/**
 * New addresses for the persons of an extraction, checked by line and column — 新しい番号のCSV.
 * Columns of the old address and of the name are for the eye; a row counts by its number and its stamp.
 * @refuses the whole file with every fault found
 */
export async function readAddresses(bytes: Uint8Array, lines: readonly ExtractedLine[], changes: readonly TownChange[]): Promise<Outcome<readonly GivenAddress[]>> {
  const read = await readTable(bytes, addressColumns, ['宛名番号', '新町名', '新番号', '状態印'])
  if (!read.ok) return read
  const byNumber = new Map(lines.map((line) => [line.addresseeNumber, line]))
  const towns = new Map(changes.map((change) => [change.newTown, change]))
  const seen = new Map<string, number>()
  const faults: Refusal[] = []
  const given = read.value.flatMap((row): GivenAddress[] => {
    const line = byNumber.get(fullNumber(row.get('宛名番号') ?? ''))
    const [town, number] = [towns.get(row.get('新町名') ?? ''), row.get('新番号')]
    const own = faultsOfAddress(row, { line, towns, other: line === undefined ? undefined : seen.get(line.personId) })
    if (line !== undefined) seen.set(line.personId, row.line)
    faults.push(...own)
    if (own.length > 0 || line === undefined || town === undefined || number === null) return []
    const address: Address = { postalCode: town.newPostalCode, townBlockId: town.newBlockId, town: town.newTown, number, building: row.get('新方書'), room: row.get('新部屋番号') }
    if (addressText(address) === addressText(line.oldAddress)) faults.push(refusals.refusal('renumbering-changes-nothing', { line: row.line, field: '新番号' }))
    return [{ personId: line.personId, address }]
  })
  return faults.length > 0 ? refused(faults) : accept(given)
}

interface Around { readonly line: ExtractedLine | undefined; readonly towns: ReadonlyMap<string, TownChange>; readonly other: number | undefined }

function faultsOfAddress(row: TableRow<AddressColumn>, { line, towns, other }: Around): readonly Refusal[] {
  if (line === undefined) return [refusals.refusal('renumbering-row-unknown', { line: row.line, field: '宛名番号' })]
  const place = (column: AddressColumn) => ({ line: row.line, field: column, column })
  const longer = (['新番号', '新部屋番号'] as const).filter((column) => [...row.get(column) ?? ''].length > 50)
  return [
    ...(other === undefined ? [] : [refusals.refusal('renumbering-twice', { line: row.line, field: '宛名番号', other })]),
    ...(row.get('状態印') === line.stamp ? [] : [refusals.refusal('renumbering-stamp-wrong', place('状態印'))]),
    ...(row.get('新町名') !== null && towns.has(row.get('新町名') ?? '') ? [] : [refusals.refusal('renumbering-value-wrong', { ...place('新町名'), value: row.get('新町名') ?? '', rule: 'この事案の新旧の対照にある新町名で書いてください。' })]),
    ...(row.get('新番号') === null ? [refusals.refusal('renumbering-field-missing', place('新番号'))] : []),
    ...longer.map((column) => refusals.refusal('renumbering-value-wrong', { ...place(column), value: row.get(column) ?? '', rule: '50字までで入れてください。' })),
    ...([...row.get('新方書') ?? ''].length > 300 ? [refusals.refusal('renumbering-value-wrong', { ...place('新方書'), value: row.get('新方書') ?? '', rule: '300字までで入れてください。' })] : []),
  ]
}
