import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Tests of the whole program first, then those in a browser, those with PostgreSQL, and the pure ones: the long ones come
 * early, so that no worker is left with one of them while the other has nothing more to do.
 */
export class WholeFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [0, 1, 2, 3].flatMap((rank) => sorted.filter((file) => rankOf(file.moduleId) === rank))
  }
}

/** Two thousand households by two computations: begun last it would keep one worker busy alone. */
const longAmongPure = /\/literal\/agreement\.test\./

function rankOf(file: string): number {
  if (/\/test\/(kill|start|house|newcomer)\//.test(file)) return 0
  if (/\/test\/[^/]+\//.test(file) || /\.journey\.test\./.test(file) || longAmongPure.test(file)) return 1
  return /\.db\.test\./.test(file) ? 2 : 3
}
