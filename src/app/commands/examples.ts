import { runExamplesCommand } from '../../legislation/index.ts'
import { makeRegistry } from '../../platform/context/registry.ts'
import { contexts } from '../contexts.ts'
import { exampleFamilies } from '../example-families.ts'
import { kernelExampleRules } from '../kernel-rules.ts'

/** `npx yakuba examples run [files…]`: worked examples from the tree or from anywhere. Needs no database. */
export async function examplesCommand(args: readonly string[]): Promise<number> {
  const [word, ...files] = args
  if (word !== 'run') {
    process.stdout.write('使い方：npx yakuba examples run [ファイルかフォルダ…]\n')
    return 2
  }
  const registry = makeRegistry(contexts)
  return await runExamplesCommand(files, { rules: { ...kernelExampleRules, ...registry.rules }, families: exampleFamilies })
}
