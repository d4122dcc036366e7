// The door of collection: the only file of this folder that another context imports.

export {
  listBalancesOfParty, listBalancesOfSources, listBalancesOfSubjects, raiseCharges,
  type ChargeBalance, type ChargeDraft, type RaisedCharges,
} from './charges.ts'
export { accruedOn, type Accrued } from './accrual.ts'
export { dueDateOn, dueDatesOn } from './terms.ts'
export type { Term } from './rules/due-date.ts'
export { hasSlipCodes, issueSlips, listIssuedSlips, type IssuedSlip, type SlipRequest } from './slips.ts'
export { declareLevies } from './levies.ts'
export { delinquencyCharge, type DelinquencyCharge, type DelinquencyFacts } from './rules/delinquency-charge.ts'
export { refundInterest, type RefundCause, type RefundFacts, type RefundInterest } from './rules/refund-interest.ts'
export { massSlipTemplate, periodText, slipPaper, slipPartsSource, slipSheetSource, textsOn as textsOnSlip, type SlipPaper } from './forms.ts'
export { handInTransports, type OpenTransport, type Peer, TransferError, type TransferFault, type Transport } from './channels/transport.ts'
export type { ChannelProfile, PaymentEvent, ReadFile } from './channels/profile.ts'
export { declareProfiles } from './channels/profiles.ts'
export { taxCertificateKinds, type TaxCertificateKind } from './tax-certificates/model.ts'
export { TaxCertificateIssued } from './tax-certificates/events.ts'
