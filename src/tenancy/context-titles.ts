const titles = new Map<string, string>()

/** Hands in the titles of the building's contexts; called once by wiring. */
export function nameContexts(contexts: readonly { readonly name: string; readonly title: string }[]): void {
  titles.clear()
  for (const context of contexts) titles.set(context.name, context.title)
}

/** The title of a business: `個人住民税`; its name where nobody says it. */
export function contextTitle(name: string): string {
  return titles.get(name) ?? name
}
