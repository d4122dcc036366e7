// The door of the resident register: the only file of this folder that another context imports.

export {
  addressText, findHead, isResident, partsOfName, registerEventTitles,
  type Address, type BirthDate, type Household, type Immigration, type PersonFacts, type PersonOnDate, type RegisterEvent, type ResidentStatus, type ResidentType, type Sex, type Snapshot, type Source,
} from './model.ts'
export {
  findHouseholdIdByNumber, findHouseholdOf, findHouseholdOn, findPersonIdByAddresseeNumber, findPersonOn, listHistory, listHouseholdsOn, listPersonsInDrafts, listPersonsOn, listResidentIdsOn, listTownBlocks,
  type AsOf, type TownBlock,
} from './queries.ts'
export { eventsOfNewHeads, listUnderNewHead } from './new-heads.ts'
export { Corrected, EventCancelled } from './correction/events.ts'
export { relationshipText } from './rules/relationship.ts'
export { guardAnswer, guardAnswers, spendReleases, textsOutsideReleases } from './protection/answer.ts'
export type { Measure, MeasureKind, MeasureState } from './protection/model.ts'
export { insertMeasures, newMeasure } from './protection/store.ts'
export { insertRegister, RegisterRows, type RegisterHousehold, type RegisterPage, type RegisterPerson } from './bulk/store.ts'
export { findPersonIdByIndividualNumber, findPersonIdByResidentCode } from './number/store.ts'
export { closedRecordContent, movingOutContent, RecordCopyItems, residentRecordContent, type RecordClosing, type RecordCopy, type RecordCopyPerson, type RecordCopyRequest } from './record/copy.ts'
export { Amended, Born, Died, HouseholdChanged, MovedIn, MovedOut, MoveOutConfirmed, NationalityChanged, Recovered, Relocated, Removed } from './events.ts'
export { certificateSymbols } from './one-stop/certificate.ts'
export { dayOfPaper, findMoveOut, type MoveOut } from './record/move-out.ts'
export { addresseeSerial, householdSerial, takeAddresseeNumber, takeHouseholdNumber } from './number/serial.ts'
export { numberWidth } from './number/width.ts'
export { exportRegister } from './intake/commands.ts'
export { importRegister, type ImportResult } from './intake/import.ts'
export { listAddressChanges, type AddressChange } from './renumbering/store.ts'
export { listNamesakesBorn, listNearlyNamed, type Named } from './search/match-queries.ts'
