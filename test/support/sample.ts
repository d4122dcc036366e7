// Residents of the tests, their old debts, and what counts as taking back, are those of the benches.
export { enterArrears, fillBoth, undoing } from '../../src/app/bench/everything.ts'
export { visitNeighbours } from '../../src/app/bench/neighbours.ts'
