export { csvFile, type CsvEncoding, type CsvFile, type MissingCharacter } from './csv.ts'
export { readXlsx, spreadsheetRefusals, usualLimits, type ReadLimits } from './read.ts'
export type { TextRow } from './row.ts'
export { streamXlsx, xlsxFile } from './write.ts'
