export { nameContexts } from './context-titles.ts'
export { enterSampleOrdinance, type SamplePlace } from './examples.ts'
export { makeOfficeReader } from './office.ts'
export { findTenantByCode, listMunicipalities } from './store.ts'
