import type { Manifest } from '../../platform/context/manifest.ts'
import { acceptReturn, levyCode } from './commands.ts'
import { exampleRules } from './example-rules.ts'
import { lines } from './lines.ts'
import { bathingRefusals } from './refusals.ts'

/** Bathing tax — 入湯税. */
export const bathingTax: Manifest = {
  name: 'tax-bathing',
  schema: 'tax_bathing',
  title: '入湯税',
  code: 'NY',
  folder: new URL('./', import.meta.url),
  commands: [acceptReturn],
  tables: [{ name: 'tax_bathing.monthly_return', kind: 'tenant' }],
  permissions: [{ name: 'tax-bathing.write', title: '入湯税の申告を受け付ける' }],
  levies: [{ code: levyCode, number: '91', title: '入湯税', shortTitle: '入湯税', article: '地方税法701条の4' }],
  rules: exampleRules,
  refusals: bathingRefusals,
  lines,
}
