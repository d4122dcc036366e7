// The door of the light vehicle tax: the only file of this folder that another context imports.

export { VehicleRows } from './bulk/store.ts'
export { insertVehicles, listVehiclesOf } from './store.ts'
export { levyCode as lightVehicleLevyCode } from './decide.ts'
export {
  classTitles, vehicleClasses, type Energy, type GreenBand, type Vehicle, type VehicleClass, type VehicleEvent, type VehicleFacts, type VehicleRecord, type YearMonth,
} from './model.ts'
