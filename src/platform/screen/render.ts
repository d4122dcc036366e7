import type { Child } from 'hono/jsx'
import { assert } from '../../kernel/assert.ts'

/** A whole page as the text that is sent; components are synchronous, so nothing is awaited. */
export function renderPage(page: Child): string {
  return `<!doctype html>${renderPart(page)}`
}

/** A part of a page as text, for fragments and tests. */
export function renderPart(part: Child): string {
  assert(part !== null && part !== undefined && typeof part !== 'boolean', 'there is something to render')
  const text: unknown = part.toString()
  assert(typeof text === 'string', 'components of screens are synchronous')
  return text
}
