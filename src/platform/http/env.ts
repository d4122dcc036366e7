import type { FormValues } from '../screen/page.ts'

export interface Variables {
  correlationId: string
  routeName: string
  /** What was typed, so that a failure can give it back. */
  typed: FormValues
}

/** What every request carries through the edge. */
export interface Env { Variables: Variables; Bindings: Record<string, never> }
