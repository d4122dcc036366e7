import { assert } from '../kernel/assert.ts'
import type { LevyDeclaration } from '../platform/context/manifest.ts'

// Levies are known by code alone. Their words come from the manifests of the contexts that own them: wiring hands the
// sum in once, at the start, and nothing here names a tax.

const declared = new Map<string, LevyDeclaration>()

/** Hands in the levies of all manifests; said again at a later start, the same words must come. */
export function declareLevies(levies: readonly LevyDeclaration[]): void {
  for (const levy of levies) {
    assert(/^\d{2}$/.test(levy.number), `a levy has a number of two digits: ${levy.code}`)
    const other = [...declared.values()].find((one) => one.number === levy.number && one.code !== levy.code)
    assert(other === undefined, `two levies have the number ${levy.number}: ${levy.code}, ${other?.code}`)
    declared.set(levy.code, levy)
  }
}

/** The levy of a code; undefined where no manifest declares it. */
export function findLevy(code: string): LevyDeclaration | undefined {
  return declared.get(code)
}

/** The levy of a code; crashes where no manifest declares it. */
export function getLevy(code: string): LevyDeclaration {
  const levy = declared.get(code)
  assert(levy !== undefined, `no manifest declares the levy ${code}`)
  return levy
}

/** Every levy that a manifest declares, by its number. */
export function listLevies(): readonly LevyDeclaration[] {
  return [...declared.values()].toSorted((one, other) => (one.number < other.number ? -1 : 1))
}
