// Residents of the tests, and their old debts, are those of the benches.
export { enterArrears, fillBoth } from '../../src/app/bench/everything.ts'
