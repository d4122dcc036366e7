import type { Command, Query } from '../../platform/command/define.ts'
import type { FormDeclaration, TableDeclaration } from '../../platform/context/manifest.ts'
import type { Page } from '../../platform/screen/page.ts'
import { taxCertificateOutput } from './certified.ts'
import { issueTaxCertificate } from './commands.ts'
import { taxCertificatePage } from './page.tsx'
import { prepareTaxCertificate } from './queries.ts'

export { taxCertificateOutputs } from './outputs.ts'

// What certificates of payment add to the manifest of collection.

export const taxCertificateCommands: readonly Command[] = [issueTaxCertificate]

export const taxCertificateQueries: readonly Query[] = [prepareTaxCertificate]

export const taxCertificatePages: readonly Page[] = [taxCertificatePage]

export const taxCertificateForms: readonly FormDeclaration[] = [{ name: 'collection.tax-certificate', title: '納税証明書・滞納のない証明書', template: 'collection.tax-certificate', output: taxCertificateOutput }]

export const taxCertificateTables: readonly TableDeclaration[] = [{ name: 'collection.tax_certificate', kind: 'tenant', large: true }, { name: 'collection.tax_certificate_line', kind: 'tenant', large: true }]
