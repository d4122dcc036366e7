/** A right as the roles page offers it. */
export interface NamedPermission { readonly name: string; readonly title: string; readonly context: string; readonly contextTitle: string }

const known = new Map<string, NamedPermission>()

interface PermissionSource { readonly name: string; readonly title: string; readonly permissions: readonly { readonly name: string; readonly title: string }[] }

/** Hands in the rights that the building's contexts declare; called once by wiring. */
export function namePermissions(contexts: readonly PermissionSource[]): void {
  known.clear()
  for (const context of contexts) {
    for (const { name, title } of context.permissions) known.set(name, { name, title, context: context.name, contextTitle: context.title })
  }
}

/** Every right there is, in the order of the contexts. */
export function listPermissions(): readonly NamedPermission[] {
  return [...known.values()]
}

/** Whether some context declares this right. */
export function isPermission(name: string): boolean {
  return known.has(name)
}

/** Words for a right; its name where no context declares it any more. */
export function permissionTitle(name: string): string {
  return known.get(name)?.title ?? name
}
