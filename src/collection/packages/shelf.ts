import type { SetAside } from '../../platform/job/define.ts'
import { setAsideOf, type Press, type Shelf } from '../../platform/packages/index.ts'
import type { TemplateData } from '../../platform/document/index.ts'
import { asideWords, packageKinds, type PackageKind } from './model.ts'
import type { Piece } from './store.ts'

/** Where letters and slips that are printed together are kept — 収納の一括印刷の棚. */
export const letterShelf: Shelf = {
  tables: { package: 'collection.letter_package', piece: 'collection.letter_piece', part: 'collection.letter_part' },
  columns: { piece: 'piece_id', amount: 'amount', letterNo: 'letter_no', sheets: 'coalesce(p.sheets, cardinality(p.slip_ids) + 1)' },
  words: asideWords,
}

/** How a kind of package is drawn. */
export function pressOf<P extends TemplateData>(kind: PackageKind, drawn: Pick<Press<P>, 'template' | 'textsOf'>): Press<P> {
  return { shelf: letterShelf, output: packageKinds[kind].output, ...drawn }
}

/** Pieces that were taken out, each under its addressee. */
export function asideAmong(pieces: readonly Pick<Piece, 'partyId' | 'aside'>[]): readonly SetAside[] {
  return setAsideOf(letterShelf, pieces.map(({ partyId, aside }) => ({ subjectId: partyId, aside })))
}
