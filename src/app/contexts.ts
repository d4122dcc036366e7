import type { Manifest } from '../platform/context/manifest.ts'

/** The whole building as a list, floor by floor from below. A new context is one line here. */
export const contexts: readonly Manifest[] = [
  (await import('../tenancy/context.ts')).tenancy,
  (await import('../access/context.ts')).access,
  (await import('../audit/context.ts')).audit,
  (await import('../tasks/context.ts')).tasks,
  (await import('../resident/context.ts')).resident,
  (await import('../party/context.ts')).party,
  (await import('../seal/context.ts')).seal,
  (await import('../election/context.ts')).election,
  (await import('../school/context.ts')).school,
  (await import('../supplementary-family-register/context.ts')).supplementaryFamilyRegister,
  (await import('../collection/context.ts')).collection,
  (await import('../tax/individual/context.ts')).individualTax,
  (await import('../tax/light-vehicle/context.ts')).lightVehicle,
  (await import('../national-pension/context.ts')).nationalPension,
  (await import('../certificates/context.ts')).certificates,
  (await import('../counter/context.ts')).counter,
]
