import type { Query } from '../../platform/command/define.ts'
import type { Page } from '../../platform/screen/page.ts'
import type { Picture } from '../../platform/screen/picture.ts'
import type { Download } from '../../platform/spreadsheet/index.ts'
import { listPrintPackages } from './list-queries.ts'
import { letterPackagePage } from './pages/package.tsx'
import { packagesPage } from './pages/packages.tsx'
import { letterPartFile, letterPiecesFile, showLetterPackage, takeLetterPart, takeLetterPieces } from './queries.ts'

// What packages for the printer add to the manifest of collection.

export const packageQueries: readonly Query[] = [listPrintPackages, showLetterPackage, takeLetterPart, takeLetterPieces]

export const packagePages: readonly Page[] = [packagesPage, letterPackagePage]

export const packageDownloads: readonly Download[] = [letterPiecesFile]

export const packagePictures: readonly Picture[] = [letterPartFile]
