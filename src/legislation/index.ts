export * from './laws.ts'
export { lawFolder, lawFolders, lawVersion, type LawFolder, type Reason, type ResolvedLaw } from './law-folder.ts'
export { LawFileError, type Concept, type LawRow, type Scope } from './law-file.ts'
export { type ChosenBy, type LawDates } from './dates.ts'
export {
  countValue, daysValue, fractionCell, percentCell, rateValue, risingRows, tableValue, typedFigure, whereInForce, wholeCell, yenCell, yenValue, type Unit, type ValueKind,
} from './values.ts'
export {
  checkOrdinance, checkOrdinanceRow, findConcept, listConcepts, ordinanceRefusals, ordinanceRow, ordinanceValuesOn, type ListedConcept, type OrdinanceRow,
} from './ordinance.ts'
export { closedDaysOf, findHolidayName, nationalClosedDays, requireHolidays, type HolidayList } from './holidays.ts'
export { exampleCase, type ExampleFile } from './example-file.ts'
export type { ExampleFamilies } from './example-vectors.ts'
export { compare, fact, readExample, runExamples, type Difference, type ExampleResult, type ExampleRun } from './examples.ts'
export { ownExamples, reportLines, runExamplesCommand, type Print } from './examples-command.ts'
