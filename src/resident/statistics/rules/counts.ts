/** Figures by key: parts joined by `|`, the first says what is counted — 集計. Two pages are added key by key. */
export type Counts = Record<string, number>

export type CountedSex = 'male' | 'female' | 'unknown'
export type CountedType = 'japanese' | 'foreign'

/**
 * Adds one to a figure.
 * @decides nothing
 */
export function count(counts: Counts, ...parts: readonly (string | number)[]): void {
  const key = parts.join('|')
  counts[key] = (counts[key] ?? 0) + 1
}

/** Figures put in order once, so that a table does not read all of them for each of its cells. */
export type Figures = ReadonlyMap<string, readonly { readonly parts: readonly string[]; readonly value: number }[]>

/**
 * Puts figures in order by what they count.
 * @decides nothing
 */
export function figuresOf(counts: Counts): Figures {
  const figures = new Map<string, { parts: readonly string[]; value: number }[]>()
  for (const [key, value] of Object.entries(counts)) {
    const [what = '', ...parts] = key.split('|')
    figures.set(what, figures.get(what) ?? [])
    figures.get(what)?.push({ parts, value })
  }
  return figures
}

/**
 * The sum of all figures of a kind that have these parts at their places; null stands for any.
 * @decides nothing
 */
export function sumOf(figures: Figures, what: string, ...wanted: readonly (string | number | null)[]): number {
  const places = wanted.map((part) => (part === null ? null : String(part)))
  return (figures.get(what) ?? []).reduce((sum, { parts, value }) => (places.every((part, index) => part === null || parts[index] === part) ? sum + value : sum), 0)
}

/**
 * The values that stand at the first place of a kind of figures, each once, in no order.
 * @decides nothing
 */
export function valuesOf(figures: Figures, what: string): readonly string[] {
  return [...new Set((figures.get(what) ?? []).map(({ parts }) => parts[0] ?? ''))]
}
