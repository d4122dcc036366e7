import type { Manifest } from '../platform/context/manifest.ts'
import { access } from '../access/context.ts'
import { audit } from '../audit/context.ts'
import { collection } from '../collection/context.ts'
import { counter } from '../counter/context.ts'
import { party } from '../party/context.ts'
import { resident } from '../resident/context.ts'
import { individualTax } from '../tax/individual/context.ts'
import { tasks } from '../tasks/context.ts'
import { tenancy } from '../tenancy/context.ts'

/** The whole building as a list, floor by floor from below. A new context is one line here. */
export const contexts: readonly Manifest[] = [
  tenancy,
  access,
  audit,
  tasks,
  resident,
  party,
  collection,
  individualTax,
  counter,
]
