// The door of the machine that prints packages; `docs/print-packages.md`.

export { insertBitsOf, marksOf, sortTextOf, type Place, type Sheet, type SheetMarks } from './marks.ts'
export { sortKeyOf, type Destination } from './sort-key.ts'
export { asideReasons, setAsideOf, type AsideReason, type AsideWords, type Piece, type Shelf } from './shelf.ts'
export { faultsAmong, postalCheck, sheetTables, stoppedAmong, type Fault, type Press, type Tried } from './press.ts'
export { drawPart, printPage, type DrawnPart, type Printed } from './print.ts'
export { findAnyPackage, listParts, numberPieces, sumOfPieces, takeOutPieces, withdrawPackage, type Numbering, type Part, type PartSize, type PieceSums } from './store.ts'
export { takeParts } from './take.ts'
export { zipOf } from './zip.ts'
