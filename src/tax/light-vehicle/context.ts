import type { Manifest } from '../../platform/context/manifest.ts'
import { changeVehicle, deregisterVehicle, registerVehicle, transferVehicle } from './commands.ts'
import { levyCode } from './decide.ts'
import { applyExemption, decideAmount, decideExemption } from './decision-commands.ts'
import { exampleRules } from './example-rules.ts'
import { annualAssessment } from './jobs.ts'
import { lines } from './lines.ts'
import { changePage, deregisterPage, exemptionPage, transferPage } from './pages/changes.tsx'
import { homePage, ownerPage, registerPage } from './pages/owner.tsx'
import { vehiclePage } from './pages/vehicle.tsx'
import { certificateOutput, issueInspectionCertificate, issueNotice, noticeOutput, tryPaperFor } from './paper-commands.ts'
import { countVehiclesOfResident, findVehicle, listOwnersVehicles, listVehicleIdsOfResident, ownersAmong, rolesInHousehold, showVehicle } from './queries.ts'
import { lightVehicleReactions } from './reactions.ts'
import { lightVehicleRefusals } from './refusals.ts'

/** Light vehicle tax: the smallest complete context, and the one to read first — 軽自動車税. */
export const lightVehicle: Manifest = {
  name: 'tax-light-vehicle',
  schema: 'tax_light_vehicle',
  title: '軽自動車税',
  code: 'KJ',
  folder: new URL('./', import.meta.url),
  commands: [registerVehicle, transferVehicle, changeVehicle, deregisterVehicle, decideAmount, applyExemption, decideExemption, issueNotice, issueInspectionCertificate],
  queries: [listOwnersVehicles, findVehicle, showVehicle],
  pages: [homePage, ownerPage, registerPage, vehiclePage, transferPage, changePage, deregisterPage, exemptionPage],
  jobs: [annualAssessment],
  events: lightVehicleReactions,
  forms: [
    { name: 'tax-light-vehicle.tax-notice', title: '軽自動車税 納税通知書', template: 'tax-light-vehicle.tax-notice', output: noticeOutput },
    { name: 'tax-light-vehicle.inspection-certificate', title: '納税証明書（継続検査用）', template: 'tax-light-vehicle.inspection-certificate', output: certificateOutput },
  ],
  outputs: [
    { name: noticeOutput, title: '軽自動車税 納税通知書', kind: 'notice', tryFor: async (tx, personId) => await tryPaperFor(tx, await listVehicleIdsOfResident(tx, personId), noticeOutput) },
    { name: certificateOutput, title: '納税証明書（継続検査用）', kind: 'certificate', tryFor: async (tx, personId) => await tryPaperFor(tx, await listVehicleIdsOfResident(tx, personId), certificateOutput) },
  ],
  tables: [
    { name: 'tax_light_vehicle.vehicle', kind: 'tenant', large: true },
    { name: 'tax_light_vehicle.exemption', kind: 'tenant' },
    { name: 'tax_light_vehicle.assessment', kind: 'tenant', large: true },
    { name: 'tax_light_vehicle.decision', kind: 'tenant', large: true },
    { name: 'tax_light_vehicle.paper', kind: 'tenant' },
  ],
  permissions: [
    { name: 'tax-light-vehicle.read', title: '車両台帳を見る' },
    { name: 'tax-light-vehicle.write', title: '車両を登録する・当初賦課を動かす' },
    { name: 'tax-light-vehicle.approve', title: '税額と減免を決める・当初賦課を決裁する' },
    { name: 'tax-light-vehicle.issue', title: '納税通知書と車検用の証明書を出す' },
  ],
  levies: [{ code: levyCode, number: '03', title: '軽自動車税', shortTitle: '軽自動車税', article: '地方税法463条の24' }],
  personTabs: [{ title: '軽自動車', permission: 'tax-light-vehicle.read', order: 50, path: (personId) => `tax-light-vehicle/owner/resident/${personId}`, count: countVehiclesOfResident }],
  lensColumns: [{ title: '軽自動車', roles: rolesInHousehold }],
  listConditions: [{ code: 'tax-light-vehicle.owner', title: '軽自動車などを持つ人', permission: 'tax-light-vehicle.read', among: ownersAmong }],
  rules: exampleRules,
  refusals: [lightVehicleRefusals],
  lines,
}
