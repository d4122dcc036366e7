import { assert } from '../../kernel/assert.ts'

/**
 * One field of a record of fixed length. `N` holds digits, to the right and filled with zeros; `C` holds letters, to the left
 * and filled with blanks; `blank` is not used.
 */
export interface Field<K extends string = string> { readonly name: K; readonly item: string; readonly length: number; readonly kind: 'N' | 'C' | 'blank' }

export type FieldValues<K extends string> = Readonly<Record<K, string>>

/** A field that does not hold what its kind asks for. */
export interface FieldFault<K extends string = string> { readonly name: K; readonly item: string; readonly found: string }

/** The plan of one kind of record — 固定長の記録. */
export interface RecordPlan<K extends string> {
  readonly length: number
  /** What stands in each field: digits as they are, letters without the blanks behind them. */
  read(record: string): FieldValues<K>
  /** Fields for digits that hold something else. */
  faultsOf(record: string): readonly FieldFault<K>[]
  /** The record of these values; a value that does not fit its field is a bug of the caller. */
  write(values: FieldValues<K>): string
}

export function digits<K extends string>(name: K, item: string, length: number): Field<K> {
  return { name, item, length, kind: 'N' }
}

export function letters<K extends string>(name: K, item: string, length: number): Field<K> {
  return { name, item, length, kind: 'C' }
}

/** A field that is not used: blanks when written, anything when read. */
export function blank(length: number): Field<never> {
  return { name: '' as never, item: '', length, kind: 'blank' }
}

export function recordPlan<const K extends string>(fields: readonly Field<K>[]): RecordPlan<K> {
  const placed = fields.map((field, index) => ({ field, from: fields.slice(0, index).reduce((at, before) => at + before.length, 0) }))
  const length = fields.reduce((total, field) => total + field.length, 0)
  const slice = (record: string, { field, from }: { field: Field; from: number }): string => record.slice(from, from + field.length)
  return {
    length,
    read: (record) => Object.fromEntries(placed.filter(({ field }) => field.kind !== 'blank').map((place) => {
      const raw = slice(record, place)
      return [place.field.name, place.field.kind === 'N' ? raw : raw.trimEnd()]
    })) as FieldValues<K>,
    faultsOf: (record) => placed.filter((place) => place.field.kind === 'N' && !/^\d*$/.test(slice(record, place)))
      .map((place) => ({ name: place.field.name, item: place.field.item, found: slice(record, place) })),
    write: (values) => fields.map((field) => (field.kind === 'blank' ? ' '.repeat(field.length) : filled(field, values[field.name]))).join(''),
  }
}

function filled({ name, length, kind }: Field, value: string): string {
  assert(value.length <= length && (kind === 'C' || /^\d*$/.test(value)), `the value of the field ${name} fits`)
  return kind === 'N' ? value.padStart(length, '0') : value.padEnd(length, ' ')
}
