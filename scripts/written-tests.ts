import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFiles } from '../bin/one-file.mjs'
import { projectDir, runVitest, type Step } from './ci-steps.ts'

/**
 * Vitest over all tests written as JavaScript, with the modules they share written once: Node reads them in a fraction of
 * the time that a thousand TypeScript modules take, and every worker reads them anew.
 */
export function writtenTests(title: string, args: readonly string[]): Step {
  return {
    title,
    async run() {
      const folder = await newFolder()
      try {
        await writeFiles([...await testFiles(args.filter((word) => /^(src|scripts|test)\//.test(word))), globalSetup].map((file) => join(projectDir, file)), { folder, base: projectDir })
        process.env['YAKUBA_WRITTEN_TESTS'] = folder
        return await runVitest(args.map(writtenName))
      } finally {
        delete process.env['YAKUBA_WRITTEN_TESTS']
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

/** In the tree, so that the packages are found from there. */
async function newFolder(): Promise<string> {
  const all = join(projectDir, 'var')
  await mkdir(all, { recursive: true })
  return await mkdtemp(join(all, 'tests-'))
}

/** What stands for `file.test.ts` among the written ones, each as its source stands in the tree; other words stay as they are. */
function writtenName(word: string): string {
  return word.replace(/\.test\.tsx?$/, '.test.mjs')
}

const globalSetup = 'test/support/server.ts'

/** Those whose path begins with one of the words; all where there is none. */
async function testFiles(words: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(['src', 'scripts', 'test'].map(async (folder) => (await readdir(join(projectDir, folder), { recursive: true })).map((file) => join(folder, file))))
  return found.flat().filter((file) => /\.test\.tsx?$/.test(file) && (words.length === 0 || words.some((word) => file.startsWith(word))) && !file.startsWith(join('test', 'newcomer', 'bathing')))
}
