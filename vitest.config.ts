import { defineConfig } from 'vitest/config'
import { WholeFirst } from './scripts/whole-first.ts'

/**
 * Where `npm test` and `npm run check` have written the tests as JavaScript (`scripts/written-tests.ts`); by itself vitest
 * reads them as they stand in the tree.
 */
const written = process.env['YAKUBA_WRITTEN_TESTS']
const ending = written === undefined ? '{ts,tsx}' : 'mjs'

/** Tests of this kind want PostgreSQL, a browser or a whole running program. */
const systemTests = [`**/*.db.test.${ending}`, `**/*.journey.test.${ending}`, `test/*/**/*.test.${ending}`]
const allTests = [`{src,scripts,test}/**/*.test.${ending}`]
// The newcomer's folder is tested where it belongs: in a copy of the tree (`test/newcomer/newcomer.test.ts`).
const never = ['**/node_modules/**', 'var/**', 'dist/**', 'test/newcomer/bathing/**']
const withServer = { exclude: never, globalSetup: [`test/support/server.${written === undefined ? 'ts' : 'mjs'}`], testTimeout: 60_000, hookTimeout: 120_000 }

/**
 * Two kinds of tests. `unit` needs nothing but the tree and is what `npm run check` runs; it includes the tests that read
 * the tree itself and stand directly in `test/`. `system` is everything that `npm test` runs besides: names ending in
 * `.db.test.ts` (PostgreSQL) or `.journey.test.ts` (a browser), and the folders of `test/`. `npm test` runs both as one,
 * `all`, so that each worker reads the program once.
 */
export default defineConfig({
  ...(written === undefined ? {} : { root: written }),
  test: {
    // One more than two cores: somebody always waits for a database, a browser or a program that starts.
    maxWorkers: 3,
    // Paper is drawn with the fonts that come as packages, whatever the machine has.
    env: { YAKUBA_FONT_DIR: '' },
    // A worker reads the program once and keeps it for all its files: what a module remembers belongs to what was wired.
    isolate: false,
    sequence: { sequencer: WholeFirst },
    ...(written === undefined ? {} : { experimental: { viteModuleRunner: false, nodeLoader: false }, execArgv: ['--enable-source-maps'] }),
    projects: [
      { extends: true, test: { name: 'unit', include: allTests, exclude: [...never, ...systemTests], testTimeout: 20_000 } },
      { extends: true, test: { name: 'system', include: systemTests, ...withServer } },
      ...(written === undefined ? [] : [{ extends: true as const, test: { name: 'all', include: allTests, ...withServer } }]),
    ],
  },
})
