// Residents of the tests are those of the benches.
export { fillBoth } from '../../src/app/bench/everything.ts'
