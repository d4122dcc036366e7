/** Crashes when an invariant is broken: a bug, never a refusal. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message)
}

/** Crashes at once: for helpers called so often that even the words of an unbroken `assert` would cost time. */
export function bug(message: string): never {
  throw new Bug(message)
}

/** Marks a branch that the types say cannot be reached; ends every `switch` over a union. */
export function unreachable(value: never): never {
  throw new Bug(`unreachable: ${JSON.stringify(value)}`)
}

/** A broken invariant. Never caught below the runner, which rolls back and reports it. */
export class Bug extends Error {
  override readonly name = 'Bug'
}
