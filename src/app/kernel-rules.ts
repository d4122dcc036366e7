import { kernelRules } from '../kernel/example-rules.ts'
import { nationalClosedDays } from '../legislation/index.ts'
import { findLocalGovernmentName } from '../platform/local-government/index.ts'
import type { ExampleRule } from '../platform/context/manifest.ts'

/** The kernel knows no manifest, so its rules for worked examples enter here as `kernel.*`. */
export const kernelExampleRules: Readonly<Record<string, ExampleRule>> = Object.fromEntries(
  Object.entries(kernelRules({ closedDays: nationalClosedDays, findLocalGovernmentName }))
    .map(([name, rule]): [string, ExampleRule] => [name, (example) => rule(example.given, example.on ?? undefined)]),
)
