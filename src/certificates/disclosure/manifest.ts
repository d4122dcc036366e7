import { endDisclosure, issueDisclosureNotice, registerDisclosure } from './commands.ts'
import { disclosurePage, untoldPage } from './pages/disclosure.tsx'
import { disclosureOutput, disclosureTemplate } from './paper.ts'
import { disclosureOfPerson, untoldDisclosures } from './views.ts'

/** What telling a person of disclosures adds to the manifest of certificates — 本人通知制度. */
export const disclosure = {
  commands: [issueDisclosureNotice, endDisclosure],
  /** Registered before anything is issued, so that there is something to tell. */
  first: [registerDisclosure],
  queries: [untoldDisclosures, disclosureOfPerson],
  pages: [untoldPage, disclosurePage],
  forms: [{ name: disclosureTemplate.name, title: disclosureOutput.title, template: disclosureTemplate.name, output: disclosureOutput.name }],
  outputs: [disclosureOutput],
  tables: [{ name: 'certificates.disclosure_registration', kind: 'tenant' }, { name: 'certificates.disclosure_end', kind: 'tenant' }, { name: 'certificates.disclosure_notice', kind: 'tenant' }],
} as const
