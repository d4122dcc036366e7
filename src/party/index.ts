// The door of the addressees: the only file of this folder that another context imports.

export { envelopeOf, partyKindTitles, wholeAddress, type DeliveryPlace, type Envelope, type Party, type PartyKind } from './model.ts'
export { ResidentPartyRows } from './bulk/store.ts'
export { ensurePartiesForResidents, ensurePartyForResident } from './commands.ts'
export { findSamePerson, listPartyIdsOfResident, type SamePerson } from './link.ts'
export { findAddresseeOfResident, findBirthDate, findParty, findPartyByNumber, findPartyIdOfResident, listParties, type PartyAsOf } from './queries.ts'
