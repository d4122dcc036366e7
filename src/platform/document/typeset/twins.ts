import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { assert } from '../../../kernel/assert.ts'

/** One drawn form under two names: its sequence in either collection. */
export interface TwinSequence { readonly adobeJapan1: string, readonly mojiJoho: string }

let table: { readonly list: readonly TwinSequence[], readonly bySequence: ReadonlyMap<string, string> } | undefined

/** All twins of `twin-sequences.yaml`. */
export function listTwins(): readonly TwinSequence[] {
  return twinTable().list
}

/** The sequence that draws the same form in the other collection, if the table knows one. */
export function findTwin(sequence: string): string | undefined {
  return twinTable().bySequence.get(sequence)
}

function twinTable(): NonNullable<typeof table> {
  table ??= readTwinTable()
  return table
}

function readTwinTable(): NonNullable<typeof table> {
  const rows: unknown = parse(readFileSync(new URL('twin-sequences.yaml', import.meta.url), 'utf8'))
  assert(typeof rows === 'object' && rows !== null, 'the twin table is a map of characters')
  const list = Object.entries(rows).flatMap(([base, pairs]) => twinsOf(base, pairs))
  const bySequence = new Map(list.flatMap(({ adobeJapan1, mojiJoho }) => [[adobeJapan1, mojiJoho], [mojiJoho, adobeJapan1]] as const))
  assert(bySequence.size === list.length * 2, 'a sequence stands in the twin table once')
  return { list, bySequence }
}

function twinsOf(base: string, pairs: unknown): readonly TwinSequence[] {
  assert([...base].length === 1 && typeof pairs === 'object' && pairs !== null, `the twin table has pairs for ${base}`)
  return Object.entries(pairs).map(([adobe, moji]) => ({
    adobeJapan1: base + selector(adobe),
    mojiJoho: base + selector(String(moji)),
  }))
}

/** YAML reads `E0102` as text, since a number would need a sign or a digit before the E. */
function selector(code: string): string {
  assert(/^E01[0-9A-F]{2}$/.test(code), `${code} is an ideographic variation selector`)
  return String.fromCodePoint(Number.parseInt(code, 16))
}
