import pg from 'pg'

/** What the driver works out from the description of an answer before the first row of it. */
interface Shape { readonly fields: readonly pg.FieldDef[]; readonly _parsers: unknown; readonly _prebuiltEmptyResultObject: unknown }

/** The inside of the driver's query and answer, as far as it is used here. */
interface Inside { readonly _result: Shape; _accumulateRows: boolean }

/** The driver's connection; on the quiet one the server is not asked to describe the rows. */
interface Connection { readonly parsedStatements: Readonly<Record<string, string>>; describe(what: unknown): void }
interface Known { readonly quiet: Connection; readonly shapes: Map<string, Shape | null> }

const known = new WeakMap<Connection, Known>()

function knownOf(connection: Connection): Known {
  let here = known.get(connection)
  if (here === undefined) known.set(connection, here = { quiet: Object.assign(Object.create(connection) as Connection, { describe: () => undefined }), shapes: new Map() })
  return here
}

/**
 * A prepared statement that knows the shape of its rows from the last time on its connection. Otherwise the server describes each column and the
 * driver works out how to read it for every answer, which of a wide record costs more than to read the rows. The server itself refuses
 * a prepared statement whose rows would have another shape than when it was prepared.
 */
export class KnownRows extends pg.Query {
  readonly #name: string
  #known: Known | undefined
  #isDescribed = false
  constructor(query: pg.QueryConfig & { readonly name: string }) {
    // Given whole, each would be copied property by property.
    super(query.text)
    Object.assign(this, { name: query.name, values: query.values })
    this.#name = query.name
  }

  prepare(connection: Connection): void {
    this.#known = knownOf(connection)
    const shape = connection.parsedStatements[this.#name] === undefined ? undefined : this.#known.shapes.get(this.#name)
    if (shape === undefined) { driver.prepare.call(this, connection); return }
    this.#isDescribed = true
    const inside = this as unknown as Inside
    if (shape !== null) Object.assign(inside._result, shape)
    inside._accumulateRows = true
    driver.prepare.call(this, this.#known.quiet)
  }

  handleRowDescription(message: unknown): void {
    driver.handleRowDescription.call(this, message)
    const { fields, _parsers, _prebuiltEmptyResultObject } = (this as unknown as Inside)._result
    this.#isDescribed = true
    this.#known?.shapes.set(this.#name, { fields, _parsers, _prebuiltEmptyResultObject })
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    if (!this.#isDescribed) this.#known?.shapes.set(this.#name, null)
    driver.handleCommandComplete.call(this, message, connection)
  }
}

/** The driver's own ways, which its types do not tell of. */
const driver = pg.Query.prototype as unknown as {
  prepare(this: pg.Query, connection: Connection): void
  handleRowDescription(this: pg.Query, message: unknown): void
  handleCommandComplete(this: pg.Query, message: unknown, connection: Connection): void
}
