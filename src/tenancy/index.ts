export { nameContexts } from './context-titles.ts'
export { enterSampleOrdinance, type SamplePlace } from './examples.ts'
export { loadOffice } from './office.ts'
export { findTenantByCode, listMunicipalities } from './store.ts'
