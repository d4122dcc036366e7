export { loadOffice } from './office.ts'
export { findTenantByCode, listMunicipalities } from './store.ts'
