// The door of the individual inhabitants tax: the only file of this folder that another context imports.

export { insertIncomeStatements, StatementRows } from './bulk/store.ts'
export { levyCode as individualTaxLevyCode } from './decide.ts'
export { listDecidedTaxes, type DecidedTax } from './queries.ts'
export type { LineKey as IndividualTaxLine } from './lines.ts'
export { statementKinds, type ClaimedPerson, type ClaimedRelative, type Statement, type StatementDetail, type StatementKind } from './statement.ts'
export type { ReturnsLink, WaitingFile } from './returns/link.ts'
export { enterSamplePayers } from './returns/sample.ts'
export { IncomeCertificateIssued } from './answers/events.ts'
export { certificateKinds as incomeCertificateKinds, type CertificateKind as IncomeCertificateKind } from './answers/model.ts'
