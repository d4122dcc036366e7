import type { Manifest } from '../platform/context/manifest.ts'
import { audit } from '../audit/context.ts'
import { tasks } from '../tasks/context.ts'
import { tenancy } from '../tenancy/context.ts'

/** The whole building as a list, floor by floor from below. A new context is one line here. */
export const contexts: readonly Manifest[] = [
  tenancy,
  audit,
  tasks,
]
