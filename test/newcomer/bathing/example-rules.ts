import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { readLines } from '../../kernel/worksheet.ts'
import { readExample } from '../../legislation/index.ts'
import type { ExampleRule } from '../../platform/context/manifest.ts'
import { lawOn } from './law.ts'
import { lines } from './lines.ts'
import { assess } from './rules.ts'

const facts = z.strictObject({ guests: z.int(), exemptGuests: z.int() })

/** What worked examples may call. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = {
  'tax-bathing.assess': (example) => {
    assert(example.on !== null, 'the case says on which day')
    const { given } = readExample(example, facts)
    const sheet = assess({ month: example.on, ...given }, lawOn(example.on, example.ordinance))
    const written = readLines(lines, sheet.stored())
    return { taxableGuests: written['taxable-guests'], tax: written.tax }
  },
}
