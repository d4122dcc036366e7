import type { Command, Query } from '../../../platform/command/define.ts'
import type { TableDeclaration } from '../../../platform/context/manifest.ts'
import type { Page } from '../../../platform/screen/page.ts'
import { picture, type Picture } from '../../../platform/screen/picture.ts'
import { attachReturnImage, keyReturnEntry, settleReturnEntry } from './entry-commands.ts'
import { imageOf, showReturnEntry, showReturnImage } from './entry-queries.ts'
import { entryPage } from './pages/entry.tsx'

// What keying returns from their pictures adds to the manifest of this tax.

export const entryCommands: readonly Command[] = [attachReturnImage, keyReturnEntry, settleReturnEntry]
export const entryQueries: readonly Query[] = [showReturnImage as Query, showReturnEntry as Query]
export const entryPictures: readonly Picture[] = [picture({ name: 'returns', query: showReturnImage, input: (imageId) => ({ imageId }), bytes: imageOf })]
export const entryPages: readonly Page[] = [entryPage]
export const entryTables: readonly TableDeclaration[] = [{ name: 'tax_individual.return_image', kind: 'tenant', large: true }, { name: 'tax_individual.return_entry', kind: 'tenant', large: true }]
