import type { Manifest } from '../platform/context/manifest.ts'
import { approveProposal, proposeOrdinanceValue, withdrawProposal } from './commands.ts'
import { conceptPage } from './pages/concept.tsx'
import { parametersPage } from './pages/parameters.tsx'
import { proposalPage } from './pages/proposal.tsx'
// Registers the concepts of the town's own values.
import './law.ts'
import { listProposed, listValues, showConcept, showProposal } from './queries.ts'
import { tenancyRefusals } from './refusals.ts'

/** Towns, their letterheads and ordinance values — 自治体設定. */
export const tenancy: Manifest = {
  name: 'tenancy',
  schema: 'tenancy',
  title: '設定',
  code: 'PA',
  rail: { label: '設定', rest: '', order: 130, path: 'tenancy/parameters', permission: 'tenancy.read' },
  folder: new URL('./', import.meta.url),
  commands: [withdrawProposal, proposeOrdinanceValue, approveProposal],
  queries: [listValues, showConcept, listProposed, showProposal],
  pages: [parametersPage, conceptPage, proposalPage],
  tables: [
    { name: 'tenancy.municipality', kind: 'directory' },
    { name: 'tenancy.era', kind: 'reference' },
    { name: 'tenancy.ordinance_value', kind: 'tenant' },
    { name: 'tenancy.ordinance_proposal', kind: 'tenant' },
  ],
  permissions: [{ name: 'tenancy.read', title: '設定を見る' }, { name: 'tenancy.configure', title: '設定を変える案を出す' }, { name: 'tenancy.approve', title: '設定の変更を決裁する' }],
  refusals: [tenancyRefusals],
}
