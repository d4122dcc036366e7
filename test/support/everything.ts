// What the tests prepare is what the benches prepare.
export { prepareEverything, runBatch } from '../../src/app/bench/everything.ts'
