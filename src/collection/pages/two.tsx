import type { Child } from 'hono/jsx'

/** Two values one above the other, so that a table of debts stands beside the decision at 1280 px with nothing cut off. */
export function Two({ first, second }: { readonly first: Child; readonly second: Child }) {
  return <>{first}{second === null ? null : <><br /><span class="sub">{second}</span></>}</>
}
