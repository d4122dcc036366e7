import { markedKinds } from '../model.ts'
import { askHomeTown } from './ask.ts'
import { interMunicipalCourier } from './courier.ts'
import { issueInterMunicipal, spoilInterMunicipal } from './issue.ts'
import { eraseInterMunicipal } from './jobs.ts'
import { interMunicipalKind, interMunicipalOutput } from './model.ts'
import { interMunicipalCopy } from './output.ts'
import { interMunicipalDeskPage } from './pages/desk.tsx'
import { interMunicipalRequestPage } from './pages/request.tsx'
import { interMunicipalTemplate } from './paper.ts'
import { interMunicipalDesk, interMunicipalRequest } from './views.ts'

/** What copies of records that other towns keep add to the manifest of certificates — 広域交付. */
export const interMunicipal = {
  commands: [askHomeTown, issueInterMunicipal, spoilInterMunicipal],
  queries: [interMunicipalDesk, interMunicipalRequest],
  pages: [interMunicipalDeskPage, interMunicipalRequestPage],
  jobs: [interMunicipalCourier, eraseInterMunicipal],
  forms: [{ name: interMunicipalOutput, title: markedKinds[interMunicipalKind].title, template: interMunicipalTemplate.name, output: interMunicipalOutput }],
  outputs: [interMunicipalCopy],
  tables: [
    { name: 'certificates.inter_municipal_request', kind: 'tenant', large: true },
    { name: 'certificates.inter_municipal_answer', kind: 'tenant', large: true },
    { name: 'certificates.inter_municipal_issuance', kind: 'tenant', large: true },
  ],
} as const
