import pg from 'pg'

/** What the driver works out from the description of an answer before the first row of it. */
interface Shape { fields: readonly pg.FieldDef[]; _parsers: unknown; _prebuiltEmptyResultObject: unknown }

/** The inside of the driver's query and answer, as far as it is used here. */
interface Inside { readonly _result: Shape; _accumulateRows: boolean }

const shapes = new Map<string, Shape>()

/**
 * A prepared statement that knows the shape of its rows from the last time. The driver works it out anew for each answer, which of a
 * wide record costs more than to read the rows.
 */
export class KnownRows extends pg.Query {
  readonly #name: string
  constructor(query: pg.QueryConfig & { readonly name: string }) {
    super(query)
    this.#name = query.name
  }

  handleRowDescription(message: { readonly fields: readonly pg.FieldDef[] }): void {
    const inside = this as unknown as Inside
    const known = shapes.get(this.#name)
    if (known !== undefined && isSameShape(known.fields, message.fields)) {
      Object.assign(inside._result, known)
      inside._accumulateRows = true
      return
    }
    described.call(this, message)
    const { fields, _parsers, _prebuiltEmptyResultObject } = inside._result
    if (shapes.size > 5000) shapes.clear()
    shapes.set(this.#name, { fields, _parsers, _prebuiltEmptyResultObject })
  }
}

/** The driver's own way, which its types do not tell of. */
const described = (pg.Query.prototype as unknown as { handleRowDescription(this: pg.Query, message: unknown): void }).handleRowDescription

/** A table may have got a column since, or one of another type. */
function isSameShape(known: readonly pg.FieldDef[], told: readonly pg.FieldDef[]): boolean {
  return known.length === told.length && known.every(({ name, dataTypeID, format }, index) => name === told[index]!.name && dataTypeID === told[index]!.dataTypeID && format === told[index]!.format)
}
