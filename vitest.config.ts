import { defineConfig } from 'vitest/config'

/** Tests of this kind want PostgreSQL, a browser or a whole running program. */
const systemTests = ['**/*.db.test.{ts,tsx}', '**/*.journey.test.{ts,tsx}', 'test/*/**/*.test.{ts,tsx}']
// The newcomer's folder is tested where it belongs: in a copy of the tree (`test/newcomer/newcomer.test.ts`).
const never = ['**/node_modules/**', 'var/**', 'dist/**', 'test/newcomer/bathing/**']

/**
 * Two kinds of tests. `unit` needs nothing but the tree and is what `npm run check` runs; it includes the tests that read
 * the tree itself and stand directly in `test/`. `system` is everything that `npm test` runs besides: names ending in
 * `.db.test.ts` (PostgreSQL) or `.journey.test.ts` (a browser), and the folders of `test/`.
 */
export default defineConfig({
  test: {
    // Two workers, so that the whole suite fits two cores; a database or a browser is a third party at the table.
    maxWorkers: 2,
    // Paper is drawn with the fonts that come as packages, whatever the machine has.
    env: { YAKUBA_FONT_DIR: '' },
    // A worker reads the program once and keeps it for all its files: what a module remembers belongs to what was wired.
    isolate: false,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['{src,scripts,test}/**/*.test.{ts,tsx}'], exclude: [...never, ...systemTests], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: 'system', include: systemTests, exclude: never,
          globalSetup: ['test/support/server.ts'], testTimeout: 60_000, hookTimeout: 120_000,
        },
      },
    ],
  },
})
